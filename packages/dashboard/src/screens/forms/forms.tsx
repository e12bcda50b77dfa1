import type { FormField, FormSummary, ReportTypes } from '@touchtrail/contract';
import { commonParameters, go, view } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import {
  formatCount,
  formatFigure,
  formatPoints,
  formatQ,
  formatRate,
} from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { ShareRows } from '../../marks/share-rows.tsx';
import { Compared } from '../../ui/compared.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { screenTitle } from '../../words/screens.ts';
import { words } from '../../words/words.ts';

const say = words({
  Form: 'Formular',
  Field: 'Feld',
  Begun: 'Begonnen',
  Sent: 'Abgeschickt',
  Left: 'Verlassen',
  Unknown: 'Unbekannt',
  'Which forms are sent': 'Welche Formulare abgeschickt werden',
  'A filling is one page view of one form. Unknown ended without a word and is not counted as left.':
    'Ein Ausfüllen ist ein Seitenaufruf eines Formulars. Unbekannte endeten ohne ein Wort und zählen nicht als verlassen.',
  'Lost after leaving': 'Verloren nach Verlassen',
  'Where forms hurt': 'Wo Formulare schmerzen',
  'Where {form} hurts': 'Wo {form} schmerzt',
  'Failed or last before leaving, of the fillings in which the field was in focus. Marked where that is above the form’s other fields for sure.':
    'Fehlerhaft oder das letzte vor dem Verlassen, von den Malen, in denen das Feld im Fokus war. Markiert, wo das sicher über den anderen Feldern liegt.',
  'All forms': 'Alle Formulare',
  Focused: 'Im Fokus',
  Friction: 'Reibung',
  Failed: 'Fehlerhaft',
  Refilled: 'Neu gefüllt',
  'Last before leaving': 'Letztes vor Verlassen',
  'Odds against other fields': 'Chancen gegen andere Felder',
  'Lost more than after sending, points': 'Mehr verloren als nach Abschicken, Punkte',
  friction: 'Reibung',
  'not distinguishable': 'nicht unterscheidbar',
  'No form was filled in this period.': 'In diesem Zeitraum wurde kein Formular ausgefüllt.',
  'The SDK tells of forms by its module forms; data-without="forms" leaves it out.':
    'Das SDK meldet Formulare durch sein Modul forms; data-without="forms" lässt es weg.',
  'The form {form} is not in this view.': 'Das Formular {form} steht nicht in dieser Ansicht.',
});

const verdictWords = (field: FormField): string =>
  field.verdict === 'friction'
    ? say('friction')
    : field.verdict === 'too_few'
      ? common('too few to say')
      : say('not distinguishable');

function Summaries({ report }: { report: ReportTypes['forms'] }) {
  const { forms } = report.result;
  const chosen = view.value.marks.form;
  return (
    <Figure
      title={say('Which forms are sent')}
      note={say(
        'A filling is one page view of one form. Unknown ended without a word and is not counted as left.',
      )}
      chart={
        <DataTable<FormSummary>
          caption={say('Which forms are sent')}
          rows={forms}
          rowKey={(row) => row.form}
          columns={[
            {
              label: say('Form'),
              cell: (row) => (
                <button
                  type="button"
                  class="button quiet-button row-button"
                  aria-pressed={chosen === row.form}
                  onClick={() => go({ marks: { form: chosen === row.form ? null : row.form } })}
                >
                  <Name>{row.form}</Name>
                </button>
              ),
            },
            { label: say('Begun'), numeric: true, cell: (row) => formatCount(row.begun) },
            { label: say('Sent'), numeric: true, cell: (row) => <Share of={row.sent} /> },
            { label: say('Left'), numeric: true, cell: (row) => <Share of={row.left} /> },
            {
              label: common('open'),
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.open),
            },
            {
              label: say('Unknown'),
              numeric: true,
              minor: true,
              cell: (row) => formatCount(row.unknown),
            },
            {
              label: common('Median time'),
              numeric: true,
              cell: (row) => formatDuration(row.time.p50),
            },
            {
              label: say('Lost after leaving'),
              numeric: true,
              cell: (row) => <Share of={row.lostAfterLeaving} />,
            },
          ]}
        />
      }
      footer={<ReportLine report={report} />}
    />
  );
}

function Fields({ report }: { report: ReportTypes['forms'] }) {
  const chosen = view.value.marks.form;
  const { fields, forms } = report.result;
  if (chosen !== null && !forms.some(({ form }) => form === chosen)) {
    return (
      <Empty title={say('The form {form} is not in this view.', { form: chosen })}>
        <button type="button" class="button" onClick={() => go({ marks: { form: null } })}>
          {say('All forms')}
        </button>
      </Empty>
    );
  }
  const rows = chosen === null ? fields : fields.filter(({ form }) => form === chosen);
  const nameOf = ({ form, field }: FormField) => (chosen === null ? `${form} · ${field}` : field);
  return (
    <Figure
      title={
        chosen === null ? say('Where forms hurt') : say('Where {form} hurts', { form: chosen })
      }
      note={say(
        'Failed or last before leaving, of the fillings in which the field was in focus. Marked where that is above the form’s other fields for sure.',
      )}
      chart={
        <ShareRows
          ariaLabel={say('Where forms hurt')}
          rows={rows.slice(0, 16).map((row) => ({
            key: `${row.form}\n${row.field}`,
            label: nameOf(row),
            share: row.friction,
            weight: row.verdict === 'friction' ? 'flagged' : 'plain',
            right: verdictWords(row),
            description: `${nameOf(row)}: ${say('Friction')} ${formatRate(row.friction.rate)} (${formatCount(row.friction.of)}). ${verdictWords(row)}.`,
          }))}
        />
      }
      table={
        <DataTable
          caption={say('Where forms hurt')}
          rows={rows}
          rowKey={(row) => `${row.form}\n${row.field}`}
          limit={40}
          columns={[
            { label: say('Field'), cell: (row) => <Name>{nameOf(row)}</Name> },
            { label: say('Focused'), numeric: true, cell: (row) => formatCount(row.focused) },
            { label: say('Friction'), numeric: true, cell: (row) => <Share of={row.friction} /> },
            {
              label: say('Failed'),
              numeric: true,
              minor: true,
              cell: (row) => formatRate(row.failed.rate),
            },
            {
              label: say('Refilled'),
              numeric: true,
              minor: true,
              cell: (row) => formatRate(row.refilled.rate),
            },
            {
              label: say('Last before leaving'),
              numeric: true,
              cell: (row) => formatRate(row.lastBeforeLeaving.rate),
            },
            {
              label: say('Odds against other fields'),
              numeric: true,
              minor: true,
              cell: (row) => formatFigure(row.oddsRatio?.value ?? null),
            },
            { label: 'q', numeric: true, minor: true, cell: (row) => formatQ(row.q) },
            {
              label: common('Median time'),
              numeric: true,
              cell: (row) => formatDuration(row.time.p50),
            },
            {
              label: say('Lost more than after sending, points'),
              numeric: true,
              minor: true,
              cell: ({ lossDifference: { value } }) => (value === null ? '–' : formatPoints(value)),
            },
            { label: common('Verdict'), cell: verdictWords },
          ]}
        />
      }
      footer={<ReportLine report={report} said={report.warnings} />}
    />
  );
}

/** Which forms are sent, and which field keeps people from it. */
export function Forms() {
  const base = commonParameters.value;
  const state = useReport('forms', base && { ...base, top: 200 });
  return (
    <>
      <h1>{screenTitle('forms')}</h1>
      <Compared report="forms" />
      <Answer state={state} height={420}>
        {(report) =>
          report.result.forms.length === 0 ? (
            <Empty title={say('No form was filled in this period.')}>
              <p>
                {say(
                  'The SDK tells of forms by its module forms; data-without="forms" leaves it out.',
                )}
              </p>
            </Empty>
          ) : (
            <>
              <Summaries report={report} />
              <Fields report={report} />
            </>
          )
        }
      </Answer>
    </>
  );
}
