import { audit } from './actor.ts';
import type { Command } from '../context.ts';
import { flag, text } from '../context.ts';
import { CliError } from '../errors.ts';
import { findSite } from '../find-site.ts';

export const keyRotateCommand: Command = {
  name: 'key rotate',
  args: '',
  arity: [0, 0],
  summary: 'Replace a write key or the admin token; the old one stops working',
  options: {
    site: { type: 'string', value: 'SITE', help: 'give this site a new write key' },
    'keep-old': {
      type: 'boolean',
      help: 'the old write key works on until --end-old: no page is cut off meanwhile',
    },
    'end-old': { type: 'boolean', help: 'end the old write key that --keep-old left working' },
    admin: { type: 'boolean', help: 'revoke every admin token and print a new one' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: ['touchtrail key rotate --site my-site', 'touchtrail key rotate --admin'],
  async run(context, options) {
    const wanted = text(options, 'site');
    const admin = flag(options, 'admin');
    const json = flag(options, 'json');
    if ((wanted === undefined) === !admin) {
      throw new CliError(
        'usage',
        'key rotate needs either --site SITE or --admin.',
        'A write key is public and belongs to a site; the admin token opens dashboard and API.',
      );
    }
    return context.withStore(async (store) => {
      if (admin) {
        const token = await store.tokens.rotate();
        await audit(store, { action: 'token.rotated' });
        context.out(json ? `${JSON.stringify({ adminToken: token })}\n` : `${token}\n`);
        context.note('Keep it: it is shown this once. All earlier admin tokens are revoked.');
        return 0;
      }
      const keepOld = flag(options, 'keep-old');
      const { id } = await findSite(store, wanted);
      if (flag(options, 'end-old')) {
        const { writeKey } = await store.sites.endOldWriteKey(id);
        await audit(store, { action: 'key.ended', site: id });
        context.out(json ? `${JSON.stringify({ site: id, writeKey })}\n` : `${writeKey}\n`);
        context.note('Only this write key works from now on.');
        return 0;
      }
      const site = await store.sites.rotateWriteKey(id, { keepOld });
      await audit(store, {
        action: 'key.rotated',
        site: site.id,
      });
      const answer = { site: site.id, writeKey: site.writeKey };
      context.out(json ? `${JSON.stringify(answer)}\n` : `${site.writeKey}\n`);
      context.note(
        keepOld
          ? `Put the new key into every page of ${site.id}, then end the old one with --end-old.`
          : `Put the new key into every page of ${site.id}: the old one is refused within seconds.`,
      );
      return 0;
    });
  },
};
