import type { Finding, FindingKind, ReportTypes } from '@touchtrail/contract';
import { commonParameters, go, role, view } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import {
  formatCount,
  formatFigure,
  formatPoints,
  formatQ,
  formatSigned,
} from '../../format/numbers.ts';
import { formatDay } from '../../format/times.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Link } from '../../ui/link.tsx';
import { NotesNear } from '../../ui/notes-near.tsx';
import { Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { withNames } from '../../words/mentions.ts';
import { screenTitle } from '../../words/screens.ts';
import { words } from '../../words/words.ts';
import { beginAction } from '../actions/draft.ts';

const say = words({
  'Ranked by what it costs or wins': 'Geordnet nach dem, was es kostet oder bringt',
  '{n} of {all} findings. Each is certain after correction for all that was looked at; an association, no proof.':
    '{n} von {all} Befunden. Jeder ist nach Korrektur für alles Angesehene sicher; ein Zusammenhang, kein Beweis.',
  makes: 'entscheidet dafür',
  breaks: 'entscheidet dagegen',
  'drop-off': 'Abbruch',
  incident: 'Vorfall',
  friction: 'Reibung',
  'pain point': 'Schmerzpunkt',
  're-entry': 'Rückkehr',
  change: 'Veränderung',
  topic: 'Thema',
  'in 30 days': 'in 30 Tagen',
  'visits that did not convert': 'Besuche ohne Konversion',
  'since {day}': 'seit {day}',
  new: 'neu',
  Evidence: 'Belege',
  'Make an action of it': 'Eine Maßnahme daraus machen',
  'Nothing stands out in this period.': 'In diesem Zeitraum fällt nichts auf.',
  'That is an answer too: what was looked at is in the table.':
    'Auch das ist eine Antwort: Die Tabelle zeigt, was angesehen wurde.',
  'What was looked at': 'Was angesehen wurde',
  Judged: 'Beurteilt',
  Found: 'Gefunden',
  What: 'Was',
  Finding: 'Befund',
  Kind: 'Art',
  Estimate: 'Schätzung',
  'Not seen any more': 'Nicht mehr zu sehen',
  'Won or lost': 'Gewonnen oder verloren',
});

const kinds = {
  make: 'makes',
  break: 'breaks',
  drop_off: 'drop-off',
  incident: 'incident',
  friction: 'friction',
  pain_point: 'pain point',
  re_entry: 're-entry',
  change: 'change',
  topic: 'topic',
} as const satisfies Record<FindingKind, string>;
const kindWord = (kind: FindingKind): string => say(kinds[kind]);

/** Where a finding's evidence is drawn. */
function evidenceOf({ evidence, touchpoint }: Finding): Parameters<typeof Link>[0]['to'] {
  const { report } = evidence;
  if (report === 'make-or-break') return { screen: report, marks: { at: touchpoint } };
  if (report === 're-entry' || report === 'drop-off') return { screen: 'drop-off' };
  if (report === 'forms' || report === 'feedback') return { screen: report };
  if (report === 'topics') return { screen: 'feedback' };
  return { screen: 'overview' };
}

function estimateText({ estimate: { figure, value, low, high } }: Finding): string {
  const one = (n: number | null) => {
    if (n === null) return '–';
    if (figure === 'effect') return formatSigned(n);
    return figure === 'difference' ? formatPoints(n) : formatFigure(n);
  };
  return `${one(value)} (${common('{low} to {high}', { low: one(low), high: one(high) })})`;
}

function Card({ finding }: { finding: Finding }) {
  const { perMonth, direction, since, status } = finding;
  const statement = withNames(finding.statement, finding.mentions);
  return (
    <li class={`finding ${direction}`}>
      <p class="finding-kind">
        <span aria-hidden="true">
          {direction === 'gain' ? '◆' : direction === 'loss' ? '▲' : '●'}
        </span>{' '}
        {kindWord(finding.kind)}
        {status === 'new' && <span class="tag">{say('new')}</span>}
        <span class="muted"> · {say('since {day}', { day: formatDay(since.day) })}</span>
      </p>
      {since.from !== 'start' && <NotesNear day={since.day} />}
      <p class="finding-statement">
        <bdi>{statement}</bdi>
      </p>
      {perMonth.value !== null && (
        <p>
          <strong>{formatSigned(perMonth.value)}</strong>{' '}
          <span class="interval">
            {perMonth.low !== null &&
              perMonth.high !== null &&
              common('{low} to {high}', {
                low: formatSigned(perMonth.low),
                high: formatSigned(perMonth.high),
              })}
          </span>{' '}
          {perMonth.of === 'journeys' ? common('Conversions') : say('visits that did not convert')}{' '}
          {say('in 30 days')} <span class="muted">q {formatQ(finding.q)}</span>
        </p>
      )}
      <p class="finding-tools no-print">
        <Link to={evidenceOf(finding)}>{say('Evidence')}</Link>
        {role.value !== 'viewer' && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              beginAction({
                title: statement.slice(0, 300),
                finding: finding.key.slice(0, 800),
                target:
                  finding.touchpoint === null
                    ? null
                    : {
                        metric: finding.direction === 'loss' ? 'loss' : 'conversion',
                        touchpoint: finding.touchpoint,
                        days: 28,
                      },
              });
              go({ screen: 'actions' });
            }}
          >
            {say('Make an action of it')}
          </button>
        )}
      </p>
    </li>
  );
}

function List({ report }: { report: ReportTypes['findings'] }) {
  const { findings, total, gone, looked, headline, headlineMentions } = report.result;
  return (
    <>
      <p class="sentence">
        <bdi>{withNames(headline, headlineMentions)}</bdi>
      </p>
      <Figure
        title={say('Ranked by what it costs or wins')}
        note={say(
          '{n} of {all} findings. Each is certain after correction for all that was looked at; an association, no proof.',
          { n: formatCount(findings.length), all: formatCount(total) },
        )}
        chart={
          findings.length === 0 ? (
            <Empty title={say('Nothing stands out in this period.')}>
              <p>{say('That is an answer too: what was looked at is in the table.')}</p>
            </Empty>
          ) : (
            <ol class="findings">
              {findings.map((finding) => (
                <Card key={finding.key} finding={finding} />
              ))}
            </ol>
          )
        }
        table={
          <>
            <DataTable
              caption={say('Ranked by what it costs or wins')}
              rows={findings}
              rowKey={(one) => one.key}
              limit={40}
              columns={[
                {
                  label: say('Finding'),
                  cell: (one) => <Touchpoint of={one.touchpoint ?? one.key} keyed />,
                },
                { label: say('Kind'), cell: (one) => kindWord(one.kind) },
                { label: say('Estimate'), numeric: true, cell: estimateText },
                {
                  label: say('Won or lost'),
                  numeric: true,
                  cell: ({ perMonth: { value } }) => (value === null ? '–' : formatSigned(value)),
                },
                { label: 'q', numeric: true, cell: (one) => formatQ(one.q) },
              ]}
            />
            <h3>{say('What was looked at')}</h3>
            <DataTable
              caption={say('What was looked at')}
              rows={looked}
              rowKey={(one) => one.what}
              columns={[
                { label: say('What'), cell: (one) => one.what },
                { label: say('Judged'), numeric: true, cell: (one) => formatCount(one.judged) },
                { label: say('Found'), numeric: true, cell: (one) => formatCount(one.found) },
              ]}
            />
          </>
        }
        footer={
          <>
            {gone.length > 0 && (
              <p class="quiet">
                {say('Not seen any more')}:{' '}
                <bdi lang="en">{gone.map(({ statement }) => statement).join(' ')}</bdi>
              </p>
            )}
            <ReportLine report={report} />
          </>
        }
      />
    </>
  );
}

/** What stands out, ranked, with what it rests on. */
export function Findings() {
  const base = commonParameters.value;
  const { horizon } = view.value.choices;
  const state = useReport('findings', base && { ...base, horizon });
  return (
    <>
      <h1>{screenTitle('findings')}</h1>
      <Answer state={state} height={420}>
        {(report) => <List report={report} />}
      </Answer>
    </>
  );
}
