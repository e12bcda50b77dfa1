import type { Topic, ReportTypes } from '@touchtrail/contract';
import { dayOf } from '@touchtrail/contract/view';
import { role, zone } from '../../app/state.ts';
import { formatCount, formatFigure, formatQ, formatRate } from '../../format/numbers.ts';
import { formatDay } from '../../format/times.ts';
import { ShareRows } from '../../marks/share-rows.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name, Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Empty } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';

const say = words({
  'What comments are about': 'Wovon Kommentare handeln',
  'Share of {n} comments with words; a comment may be about several. Marked where fewer convert after it than after other comments at the same touchpoints with a rating like it.':
    'Anteil an {n} Kommentaren mit Worten; einer kann von mehreren handeln. Markiert, wo danach weniger konvertieren als nach anderen Kommentaren an denselben Kontaktpunkten mit ähnlicher Bewertung.',
  'fewer convert after it': 'danach konvertieren weniger',
  'more convert after it': 'danach konvertieren mehr',
  'no clear difference': 'kein klarer Unterschied',
  'Written about more or less than before': 'Öfter oder seltener als zuvor',
  '{label}: {now} of people who commented, {before} before, since {day}':
    '{label}: {now} der Kommentierenden, {before} zuvor, seit {day}',
  new: 'neu',
  rising: 'steigend',
  falling: 'fallend',
  Topic: 'Thema',
  Rating: 'Bewertung',
  'Other ratings': 'Andere Bewertungen',
  'Converted after': 'Danach konvertiert',
  'After others': 'Nach anderen',
  Odds: 'Chancen',
  Words: 'Worte',
  'Nobody wrote anything in this period.': 'In diesem Zeitraum hat niemand etwas geschrieben.',
  '{n} more comments are needed to look for topics that the vocabulary does not have.':
    '{n} weitere Kommentare sind nötig, um Themen zu suchen, die das Vokabular nicht hat.',
  'Nothing was found again in random parts of the comments: no topics are made up.':
    'Nichts fand sich in zufälligen Teilen der Kommentare wieder: Es werden keine Themen erfunden.',
  'Examples (what could tell who wrote it is hidden)':
    'Beispiele (was verraten könnte, wer schrieb, ist verdeckt)',
  'Your role sees no comments.': 'Ihre Rolle sieht keine Kommentare.',
});

const effects = {
  lower: 'fewer convert after it',
  higher: 'more convert after it',
  not_distinguishable: 'no clear difference',
} as const;

const effectWord = ({ effect }: Topic): string =>
  effect === 'insufficient' ? common('too few to say') : say(effects[effect]);

function Alerts({ result }: { result: ReportTypes['topics']['result'] }) {
  if (result.alerts.length === 0) return null;
  return (
    <>
      <h3>{say('Written about more or less than before')}</h3>
      <ul class="map-list">
        {result.alerts.map((alert) => (
          <li key={alert.topic}>
            <span class="tag">{say(alert.kind)}</span>{' '}
            <bdi>
              {say('{label}: {now} of people who commented, {before} before, since {day}', {
                label: alert.label,
                now: formatRate(alert.now.rate),
                before: formatRate(alert.before.rate),
                day: formatDay(dayOf(alert.since, zone.value)),
              })}
            </bdi>
          </li>
        ))}
      </ul>
    </>
  );
}

function Quotes({ rows }: { rows: readonly Topic[] }) {
  if (role.value === 'viewer') return <p class="quiet">{say('Your role sees no comments.')}</p>;
  const quoted = rows.filter(({ quotes }) => quotes.length > 0).slice(0, 6);
  if (quoted.length === 0) return null;
  return (
    <details class="quotes">
      <summary>{say('Examples (what could tell who wrote it is hidden)')}</summary>
      {quoted.map(({ topic, label, quotes }) => (
        <section key={topic}>
          <h3>
            <bdi>{label}</bdi>
          </h3>
          {quotes.map(({ text, touchpoint, at }) => (
            <blockquote key={`${at}${text}`}>
              <bdi>{text}</bdi>{' '}
              <span class="muted">
                <Touchpoint of={touchpoint} />
              </span>
            </blockquote>
          ))}
        </section>
      ))}
    </details>
  );
}

/** What people write about, and what becomes of those who do. */
export function Topics({ report }: { report: ReportTypes['topics'] }) {
  const { rows, comments, discovery } = report.result;
  if (comments.withWords === 0) {
    return <Empty title={say('Nobody wrote anything in this period.')} />;
  }
  return (
    <Figure
      title={say('What comments are about')}
      note={say(
        'Share of {n} comments with words; a comment may be about several. Marked where fewer convert after it than after other comments at the same touchpoints with a rating like it.',
        { n: formatCount(comments.withWords) },
      )}
      chart={
        <>
          <ShareRows
            ariaLabel={say('What comments are about')}
            rows={rows.slice(0, 16).map((row) => ({
              key: row.topic,
              label: row.label,
              share: row.share,
              weight: row.effect === 'lower' ? 'flagged' : 'plain',
              right: effectWord(row),
              description: `${row.label}: ${formatRate(row.share.rate)} (${formatCount(row.share.count)}). ${effectWord(row)}.`,
            }))}
          />
          <Alerts result={report.result} />
        </>
      }
      table={
        <DataTable
          caption={say('What comments are about')}
          rows={rows}
          rowKey={(row) => row.topic}
          limit={30}
          columns={[
            { label: say('Topic'), cell: (row) => <Name>{row.label}</Name> },
            { label: common('Share'), numeric: true, cell: (row) => <Share of={row.share} /> },
            { label: common('People'), numeric: true, cell: (row) => formatCount(row.people) },
            { label: say('Rating'), numeric: true, cell: (row) => formatFigure(row.rating.value) },
            {
              label: say('Other ratings'),
              numeric: true,
              minor: true,
              cell: (row) => formatFigure(row.otherRating.value),
            },
            {
              label: say('Converted after'),
              numeric: true,
              cell: (row) => formatRate(row.converted.rate),
            },
            {
              label: say('After others'),
              numeric: true,
              minor: true,
              cell: (row) => formatRate(row.otherConverted.rate),
            },
            {
              label: say('Odds'),
              numeric: true,
              cell: (row) => formatFigure(row.odds?.value ?? null),
            },
            { label: 'q', numeric: true, cell: (row) => formatQ(row.q) },
            {
              label: say('Words'),
              minor: true,
              cell: (row) => <Name>{row.words.join(', ')}</Name>,
            },
          ]}
        />
      }
      footer={
        <>
          {discovery.state === 'too_few' && (
            <p class="quiet">
              {say(
                '{n} more comments are needed to look for topics that the vocabulary does not have.',
                { n: formatCount(discovery.needed) },
              )}
            </p>
          )}
          {discovery.state === 'unstable' && (
            <p class="quiet">
              {say(
                'Nothing was found again in random parts of the comments: no topics are made up.',
              )}
            </p>
          )}
          <Quotes rows={rows} />
          <ReportLine report={report} />
        </>
      }
    />
  );
}
