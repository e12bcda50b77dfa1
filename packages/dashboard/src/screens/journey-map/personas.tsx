import type { Persona, PersonaFeature, ReportTypes } from '@touchtrail/contract';
import { commonParameters } from '../../app/state.ts';
import { useReport } from '../../app/use-report.ts';
import { formatCount, formatFigure, formatPoints, formatRate } from '../../format/numbers.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Name } from '../../ui/name.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer } from '../../ui/states.tsx';
import { common } from '../../words/common.ts';
import { words } from '../../words/words.ts';

const say = words({
  Personas: 'Personas',
  'Groups of journeys that are like each other, found in the data and named by people. {n} of journeys are of sequences that were grouped.':
    'Gruppen einander ähnlicher Journeys, in den Daten gefunden und von Menschen benannt. {n} der Journeys haben Abfolgen, die gruppiert wurden.',
  'No groups: nothing is made up.': 'Keine Gruppen: Es werden keine erfunden.',
  'Persona {n}': 'Persona {n}',
  Persona: 'Persona',
  'Typical path': 'Typischer Weg',
  Stability: 'Stabilität',
  '{n} of journeys, stability {stability}': '{n} der Journeys, Stabilität {stability}',
  'More often than others:': 'Öfter als andere:',
});

const nameOf = (persona: Persona, index: number): string =>
  persona.name || say('Persona {n}', { n: index + 1 });

const featureText = ({ value, difference }: PersonaFeature): string =>
  `${value} ${difference.value === null ? '' : `(${formatPoints(difference.value)})`}`;

function Card({ persona, index }: { persona: Persona; index: number }) {
  const apart = persona.features
    .filter(({ difference }) => (difference.value ?? 0) > 0)
    .slice(0, 4);
  return (
    <li class="persona">
      <h3>
        <bdi>{nameOf(persona, index)}</bdi>
      </h3>
      {persona.description !== '' && (
        <p>
          <bdi>{persona.description}</bdi>
        </p>
      )}
      <p class="muted">
        {say('{n} of journeys, stability {stability}', {
          n: formatRate(persona.journeys.rate),
          stability: formatFigure(persona.stability),
        })}{' '}
        · {common('converted')} {formatRate(persona.converted.rate)}
      </p>
      <p>
        <bdi>{persona.typical.join(' › ')}</bdi>
      </p>
      {apart.length > 0 && (
        <p class="muted">
          {say('More often than others:')} <bdi>{apart.map(featureText).join(', ')}</bdi>
        </p>
      )}
    </li>
  );
}

function Drawn({ report }: { report: ReportTypes['personas'] }) {
  const { personas, clustered, why } = report.result;
  return (
    <Figure
      title={say('Personas')}
      note={
        personas.length === 0
          ? say('No groups: nothing is made up.')
          : say(
              'Groups of journeys that are like each other, found in the data and named by people. {n} of journeys are of sequences that were grouped.',
              { n: formatRate(clustered.rate) },
            )
      }
      chart={
        personas.length === 0 ? (
          <p class="note">{why}</p>
        ) : (
          <ul class="personas">
            {personas.map((persona, index) => (
              <Card key={persona.key} persona={persona} index={index} />
            ))}
          </ul>
        )
      }
      table={
        <DataTable
          caption={say('Personas')}
          rows={personas.map((persona, index) => ({ persona, index }))}
          rowKey={({ persona }) => persona.key}
          columns={[
            {
              label: say('Persona'),
              cell: ({ persona, index }) => <Name>{nameOf(persona, index)}</Name>,
            },
            {
              label: say('Typical path'),
              cell: ({ persona }) => <Name>{persona.typical.join(' › ')}</Name>,
            },
            {
              label: common('Journeys'),
              numeric: true,
              cell: ({ persona }) => <Share of={persona.journeys} />,
            },
            {
              label: common('Converted'),
              numeric: true,
              cell: ({ persona }) => <Share of={persona.converted} />,
            },
            {
              label: common('open'),
              numeric: true,
              cell: ({ persona }) => formatCount(persona.open),
            },
            {
              label: say('Stability'),
              numeric: true,
              cell: ({ persona }) => formatFigure(persona.stability),
            },
          ]}
        />
      }
      footer={<ReportLine report={report} />}
    />
  );
}

/** Who the journeys belong to: groups found in the data, or that there are none. */
export function Personas() {
  const base = commonParameters.value;
  const state = useReport('personas', base);
  return <Answer state={state}>{(report) => <Drawn report={report} />}</Answer>;
}
