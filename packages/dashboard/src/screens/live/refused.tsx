import { useEffect } from 'preact/hooks';
import type { RefusedCount } from '../../app/check-install.ts';
import { role, site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatInstant } from '../../format/times.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Problem } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';
import { wayOut } from './way-out.ts';

const say = words({
  'Refused in the last day': 'Im letzten Tag abgewiesen',
  'Nothing was refused.': 'Nichts wurde abgewiesen.',
  Reason: 'Grund',
  Last: 'Zuletzt',
  'Way out': 'Ausweg',
  'Refused for want of consent': 'Mangels Einwilligung abgewiesen',
  'In the last 30 days; other reasons are told to admins.':
    'In den letzten 30 Tagen; andere Gründe erfahren Admins.',
});

const dayMs = 86_400_000;
const askAgainMs = 5_000;

/** Of `GET /api/quarantine`. */
interface RefusedLine {
  code: string;
  message: string;
  events: number;
  lastAt: number;
}

function WayOutCell({ code }: { code: string }) {
  const way = wayOut(code, site.value?.id ?? '');
  if (!way) return null;
  return (
    <>
      {way.text}
      {way.code !== undefined && (
        <span class="way-line">
          <code>{way.code}</code>
          <CopyButton text={way.code} label={common('Copy')} />
        </span>
      )}
    </>
  );
}

function ForAdmins({ siteId }: { siteId: string }) {
  // To the hour, so that it is one question and not another one each second.
  const since = Math.floor((Date.now() - dayMs) / 3_600_000) * 3_600_000;
  const { value, error, again } = useGet<RefusedLine[]>(
    `/api/quarantine?site=${encodeURIComponent(siteId)}&since=${since}`,
  );
  useEffect(() => {
    const timer = setInterval(again, askAgainMs);
    return () => clearInterval(timer);
  }, []);
  if (error) return <Problem error={error} retry={again} />;
  if (!value) return null;
  return (
    <DataTable
      caption={say('Refused in the last day')}
      rows={value}
      rowKey={({ code }) => code}
      empty={say('Nothing was refused.')}
      columns={[
        {
          label: say('Reason'),
          cell: ({ code, message }) => (
            <>
              <code>{code}</code> <bdi>{message}</bdi>
            </>
          ),
        },
        { label: common('Count'), numeric: true, cell: ({ events }) => formatCount(events) },
        { label: say('Last'), cell: ({ lastAt }) => formatInstant(lastAt, zone.value) },
        { label: say('Way out'), cell: ({ code }) => <WayOutCell code={code} /> },
      ]}
    />
  );
}

function ForOthers({ siteId }: { siteId: string }) {
  const { value, error, again } = useGet<{ counts: RefusedCount[] }>(
    `/api/privacy/refused?site=${encodeURIComponent(siteId)}`,
  );
  if (error) return <Problem error={error} retry={again} />;
  if (!value) return null;
  const byReason = new Map<string, number>();
  for (const { kind, reason, count } of value.counts) {
    if (kind === 'refused') byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  }
  return (
    <>
      <p class="quiet">{say('In the last 30 days; other reasons are told to admins.')}</p>
      <DataTable
        caption={say('Refused for want of consent')}
        rows={[...byReason]}
        rowKey={([reason]) => reason}
        empty={say('Nothing was refused.')}
        columns={[
          { label: say('Reason'), cell: ([reason]) => <code>{reason}</code> },
          { label: common('Count'), numeric: true, cell: ([, count]) => formatCount(count) },
          { label: say('Way out'), cell: ([reason]) => <WayOutCell code={reason} /> },
        ]}
      />
    </>
  );
}

/** What was sent and not taken: why, how often, and what mends it. */
export function Refused() {
  const id = site.value?.id;
  if (id === undefined) return null;
  const all = role.value === 'admin';
  return (
    <section class="stream-part" aria-labelledby="refused">
      <h2 id="refused">{say(all ? 'Refused in the last day' : 'Refused for want of consent')}</h2>
      {all ? <ForAdmins siteId={id} /> : <ForOthers siteId={id} />}
    </section>
  );
}
