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
        await store.audit.add({ action: 'token.rotated', actor: 'command line', role: 'admin' });
        context.out(json ? `${JSON.stringify({ adminToken: token })}\n` : `${token}\n`);
        context.note('Keep it: it is shown this once. All earlier admin tokens are revoked.');
        return 0;
      }
      const site = await store.sites.rotateWriteKey((await findSite(store, wanted)).id);
      await store.audit.add({
        action: 'key.rotated',
        actor: 'command line',
        role: 'admin',
        site: site.id,
      });
      const answer = { site: site.id, writeKey: site.writeKey };
      context.out(json ? `${JSON.stringify(answer)}\n` : `${site.writeKey}\n`);
      context.note(`Put the new key into every page of ${site.id}: the old one is refused now.`);
      return 0;
    });
  },
};
