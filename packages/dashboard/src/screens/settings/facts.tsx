import type { SiteSummary } from '@touchtrail/contract';
import { role } from '../../app/state.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { say } from './say.ts';
import { saySite } from './site-words.ts';
import { WriteKey } from './write-key.tsx';

interface Fact {
  name: string;
  value: string;
  /** Command that changes it. */
  by?: string;
}

function Facts({ caption, facts }: { caption: string; facts: readonly Fact[] }) {
  return (
    <>
      <p class="figure-note">
        {saySite('This can be changed here or with the command beside it.')}
      </p>
      <DataTable
        caption={caption}
        rows={facts}
        limit={40}
        rowKey={({ name }) => name}
        columns={[
          { label: say('Setting'), cell: ({ name }) => name },
          { label: say('Value'), cell: ({ value }) => <bdi class="rule">{value}</bdi> },
          {
            label: say('Changed by'),
            minor: true,
            cell: ({ by }) => (by === undefined ? '–' : <code>{by}</code>),
          },
        ]}
      />
    </>
  );
}

const yesNo = (flag: boolean): string => say(flag ? 'yes' : 'no');
const list = (words: readonly string[], empty: string): string => words.join(', ') || empty;
const pairs = (given: Readonly<Record<string, unknown>>): string =>
  list(
    Object.entries(given).map(([key, value]) => `${key}: ${String(value)}`),
    say('none'),
  );

const days = (kept: number | null): string =>
  kept === null ? say('until deleted') : formatCount(kept);

/** What a site is. */
export function SiteFacts({ site }: { site: SiteSummary }) {
  const update = (option: string) => `touchtrail site update ${site.id} ${option}`;
  return (
    <Facts
      caption={say('Site')}
      facts={[
        { name: say('Name'), value: site.name, by: update('--name "…"') },
        { name: say('Id'), value: site.id },
        { name: say('Time zone'), value: site.timezone, by: update('--timezone Europe/Berlin') },
        { name: say('Currency'), value: site.currency, by: update('--currency EUR') },
        {
          name: say('Origins that may send'),
          value: list(site.origins, say('none')),
          by: update('--origin https://shop.example'),
        },
        {
          name: say('Events a day at most'),
          value: site.dailyEvents === undefined ? say('no limit') : formatCount(site.dailyEvents),
        },
        { name: say('Touches'), value: formatCount(site.touches) },
        {
          name: say('Last touch'),
          value:
            site.lastTouchAt === null
              ? say('never')
              : formatInstant(site.lastTouchAt, site.timezone),
        },
      ]}
    />
  );
}

/** What may be kept of whom, and for how long. */
export function PolicyFacts({ site }: { site: SiteSummary }) {
  const { privacy } = site;
  const { retention } = privacy;
  const set = (change: string) => `touchtrail site privacy ${site.id} --set ${change}`;
  return (
    <Facts
      caption={say('Consent & retention')}
      facts={[
        {
          name: say('Consent is asked for'),
          value: yesNo(site.consentMode === 'opt_in'),
          by: `touchtrail site update ${site.id} --consent opt_in`,
        },
        { name: say('Rule of consent'), value: privacy.regime, by: set('regime=opt_in') },
        {
          name: say('Rules of places'),
          value: pairs(privacy.regions),
          by: set('regions.US=opt_out'),
        },
        {
          name: say('Purposes that must be allowed'),
          value: list(privacy.requiredPurposes, say('none')),
          by: set('requiredPurposes=measurement'),
        },
        {
          name: say('Versions of the text that count'),
          value: list(privacy.policyVersions, say('any')),
          by: set('policyVersions=2026-11'),
        },
        {
          name: say('A decision holds for (days)'),
          value: formatCount(privacy.maxAgeDays),
          by: set('maxAgeDays=395'),
        },
        { name: say('Global Privacy Control'), value: privacy.gpc, by: set('gpc=strict') },
        {
          name: say('Do Not Track counts'),
          value: yesNo(privacy.honourDnt),
          by: set('honourDnt=true'),
        },
        {
          name: say('Events from before the decision'),
          value: yesNo(privacy.allowBeforeConsent),
          by: set('allowBeforeConsent=false'),
        },
        {
          name: say('Comments and chat text are kept'),
          value: yesNo(privacy.content),
          by: set('content=false'),
        },
        {
          name: say('What is done with fields'),
          value: pairs(privacy.fieldPolicies),
          by: set('fieldPolicies.userId=hash'),
        },
        {
          name: say('Query parameters that stay'),
          value: list(privacy.queryParams, say('none')),
          by: set('queryParams=q,page'),
        },
        {
          name: say('Page views of the unmeasured are counted'),
          value: yesNo(privacy.aggregate),
          by: set('aggregate=true'),
        },
        {
          name: say('Events are kept for (days)'),
          value: days(retention.events),
          by: set('retention.events=760'),
        },
        {
          name: say('Consent receipts are kept for (days)'),
          value: days(retention.receipts),
          by: set('retention.receipts=1095'),
        },
        {
          name: say('Refused events are kept for (days)'),
          value: days(retention.quarantine),
          by: set('retention.quarantine=14'),
        },
        {
          name: say('The audit log is kept for (days)'),
          value: days(retention.audit),
          by: set('retention.audit=1095'),
        },
      ]}
    />
  );
}

/** Who may what, and with which keys. */
export function KeysAndRoles({ site }: { site: SiteSummary }) {
  const commands = [
    [say('a key for a back end'), `touchtrail key create --site ${site.id} --name till`],
    [say('keys of back ends'), `touchtrail key list --site ${site.id}`],
    [say('end such a key'), 'touchtrail key revoke ID'],
  ] as const;
  return (
    <>
      <WriteKey site={site} />
      <section class="figure" aria-labelledby="roles">
        <h2 id="roles">{say('Role')}</h2>
        <p>
          {say('You are signed in as')} <strong>{role.value}</strong>
        </p>
        <DataTable
          caption={say('Role')}
          rows={[
            { name: 'viewer', may: say('sees reports') },
            { name: 'analyst', may: say('also saves segments, the registry and actions') },
            {
              name: 'admin',
              may: say('also sites, journeys, webhooks, members, erasure and this log'),
            },
          ]}
          rowKey={({ name }) => name}
          columns={[
            { label: say('Role'), cell: ({ name }) => name },
            { label: say('May'), cell: ({ may }) => <span class="rule">{may}</span> },
          ]}
        />
      </section>
      <section class="figure" aria-labelledby="commands">
        <h2 id="commands">{say('The command')}</h2>
        <p class="figure-note">
          {say(
            'Secret keys of back ends are made, listed and revoked on the command line: what they open is shown once, there.',
          )}
        </p>
        <DataTable
          caption={say('The command')}
          rows={commands}
          rowKey={([what]) => what}
          columns={[
            { label: say('What for'), cell: ([what]) => what },
            { label: say('Command'), cell: ([, command]) => <code>{command}</code> },
          ]}
        />
      </section>
    </>
  );
}
