import type { FeedbackRow, Ratings, ReportTypes } from '@touchtrail/contract';
import { commonParameters, view } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import { formatCount, formatFigure, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { RatingBars } from '../../marks/rating-bars.tsx';
import { IntervalRows } from '../../marks/interval-rows.tsx';
import { Compared } from '../../ui/compared.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Touchpoint } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { words } from '../../words/words.ts';

import { Topics } from './topics.tsx';
import { touchpointName } from '../../words/registry-names.ts';

const say = words({
  'What people say': 'Was Menschen sagen',
  'Mean {mean} of 10 ({low} to {high}) from {n} ratings. {replaced} earlier ratings were replaced, {without} had no touch to join, {unreadable} could not be read.':
    'Mittel {mean} von 10 ({low} bis {high}) aus {n} Bewertungen. {replaced} frühere Bewertungen wurden ersetzt, {without} hatten keinen Kontakt, {unreadable} waren nicht lesbar.',
  Rating: 'Bewertung',
  'How often': 'Wie oft',
  'Ratings by touchpoint': 'Bewertungen nach Kontaktpunkt',
  'Mean rating from 1 to 10 with its 95 % interval. A rating joins a touch of the same person at most {time} before it.':
    'Mittlere Bewertung von 1 bis 10 mit 95-%-Intervall. Eine Bewertung gehört zu einem Kontakt derselben Person höchstens {time} davor.',
  'mean rating': 'mittlere Bewertung',
  Mean: 'Mittel',
  Ratings: 'Bewertungen',
  Rated: 'Bewertet',
  Answered: 'Antworteten',
  Promoters: 'Fürsprecher',
  Detractors: 'Kritiker',
  'Converted, rated': 'Konvertiert, bewertet',
  'Converted, not rated': 'Konvertiert, nicht bewertet',
  '{touchpoint}: mean {mean} of 10 ({low} to {high}), {n} ratings, answered by {share}.':
    '{touchpoint}: Mittel {mean} von 10 ({low} bis {high}), {n} Bewertungen, beantwortet von {share}.',
  '{n} ratings': '{n} Bewertungen',
  'Who answers is not everybody: compare who converts with and without a rating in the table.':
    'Wer antwortet, ist nicht jeder: Die Tabelle zeigt, wer mit und ohne Bewertung konvertiert.',
  'Nobody rated anything in this period.': 'In diesem Zeitraum hat niemand etwas bewertet.',
  'Send feedback.given or import ratings: see the feedback page of the documentation.':
    'Senden Sie feedback.given oder importieren Sie Bewertungen: siehe die Seite feedback der Dokumentation.',
});

type Props = { report: ReportTypes['feedback'] };
const mean = ({ mean: { value } }: Ratings): string => formatFigure(value);

function Overall({ report }: Props) {
  const { overall, unreadable } = report.result;
  const bars = overall.distribution.map((count, index) => ({ rating: index + 1, count }));
  return (
    <Figure
      title={say('What people say')}
      note={say(
        'Mean {mean} of 10 ({low} to {high}) from {n} ratings. {replaced} earlier ratings were replaced, {without} had no touch to join, {unreadable} could not be read.',
        {
          mean: mean(overall),
          low: formatFigure(overall.mean.low),
          high: formatFigure(overall.mean.high),
          n: formatCount(overall.mean.n),
          replaced: formatCount(overall.replaced),
          without: formatCount(overall.withoutTouch),
          unreadable: formatCount(unreadable),
        },
      )}
      chart={<RatingBars bars={bars} ariaLabel={say('How often')} />}
      table={
        <DataTable
          caption={say('How often')}
          rows={bars}
          rowKey={(row) => String(row.rating)}
          columns={[
            { label: say('Rating'), cell: (row) => String(row.rating) },
            { label: say('How often'), numeric: true, cell: (row) => formatCount(row.count) },
          ]}
        />
      }
      footer={<ReportLine report={report} />}
    />
  );
}

function Touchpoints({ report }: Props) {
  const { rows, joinWithinMs } = report.result;
  const known = rows.filter((row) => row.mean.low !== null && row.mean.high !== null);
  return (
    <Figure
      title={say('Ratings by touchpoint')}
      note={say(
        'Mean rating from 1 to 10 with its 95 % interval. A rating joins a touch of the same person at most {time} before it.',
        { time: formatDuration(joinWithinMs) },
      )}
      chart={
        <IntervalRows
          ariaLabel={say('Ratings by touchpoint')}
          axisLabel={say('mean rating')}
          format={formatFigure}
          domain={[1, 10]}
          rows={known.slice(0, 16).map((row) => ({
            key: row.touchpoint,
            label: touchpointName(row.touchpoint),
            value: row.mean.value ?? 0,
            low: row.mean.low ?? 0,
            high: row.mean.high ?? 0,
            weight: 'plain',
            right: `${mean(row)} · ${say('{n} ratings', { n: formatCount(row.mean.n) })}`,
            rightShort: mean(row),
            description: say(
              '{touchpoint}: mean {mean} of 10 ({low} to {high}), {n} ratings, answered by {share}.',
              {
                touchpoint: touchpointName(row.touchpoint),
                mean: mean(row),
                low: formatFigure(row.mean.low),
                high: formatFigure(row.mean.high),
                n: formatCount(row.mean.n),
                share: formatRate(row.answered.rate),
              },
            ),
          }))}
          rightWidth={160}
        />
      }
      table={
        <DataTable<FeedbackRow>
          caption={say('Ratings by touchpoint')}
          rows={rows}
          rowKey={(row) => row.touchpoint}
          limit={30}
          columns={[
            {
              label: common('Touchpoint'),
              cell: (row) => <Touchpoint of={row.touchpoint} keyed />,
            },
            { label: say('Mean'), numeric: true, cell: mean },
            {
              label: common('95 % interval'),
              numeric: true,
              cell: (row) =>
                row.mean.low === null
                  ? '–'
                  : common('{low} to {high}', {
                      low: formatFigure(row.mean.low),
                      high: formatFigure(row.mean.high),
                    }),
            },
            { label: say('Ratings'), numeric: true, cell: (row) => formatCount(row.mean.n) },
            { label: say('Rated'), numeric: true, cell: (row) => formatCount(row.rated) },
            { label: say('Answered'), numeric: true, cell: (row) => <Share of={row.answered} /> },
            {
              label: say('Promoters'),
              numeric: true,
              minor: true,
              cell: (row) => formatRate(row.promoters.rate),
            },
            {
              label: say('Detractors'),
              numeric: true,
              minor: true,
              cell: (row) => formatRate(row.detractors.rate),
            },
            {
              label: say('Converted, rated'),
              numeric: true,
              cell: (row) => <Share of={row.convertedRated} />,
            },
            {
              label: say('Converted, not rated'),
              numeric: true,
              cell: (row) => <Share of={row.convertedUnrated} />,
            },
          ]}
        />
      }
      footer={
        <>
          <p class="quiet">
            {say(
              'Who answers is not everybody: compare who converts with and without a rating in the table.',
            )}
          </p>
          <ReportLine report={report} said={report.warnings} />
        </>
      }
    />
  );
}

/** What people say of touchpoints, and who answers. */
export function Feedback() {
  const base = commonParameters.value;
  const { horizon } = view.value.choices;
  const state = useReport('feedback', base && { ...base, horizon });
  const topics = useReport('topics', base && { ...base, horizon });
  return (
    <>
      <h1>{screenTitle('feedback')}</h1>
      <Compared report="feedback" parameters={{ horizon }} />
      <Answer state={state} height={420}>
        {(report) =>
          report.result.overall.rated + report.result.unreadable === 0 ? (
            <Empty title={say('Nobody rated anything in this period.')}>
              <p>
                {say(
                  'Send feedback.given or import ratings: see the feedback page of the documentation.',
                )}
              </p>
            </Empty>
          ) : (
            <>
              <Overall report={report} />
              <Touchpoints report={report} />
            </>
          )
        }
      </Answer>
      <Answer state={topics}>{(report) => <Topics report={report} />}</Answer>
    </>
  );
}
