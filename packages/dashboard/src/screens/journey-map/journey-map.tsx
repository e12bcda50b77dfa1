import type { Action, PhaseCell, RegistryAnswer, ReportTypes } from '@touchtrail/contract';
import { mapParameters } from '@touchtrail/contract/view';
import { commonParameters, site, view } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { answerOf, useReport } from '../../app/use-report.ts';
import { formatCount, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { BehindLink } from '../../ui/behind-link.tsx';
import { BehindPanel } from '../../ui/behind-panel.tsx';
import { Compared } from '../../ui/compared.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Link } from '../../ui/link.tsx';
import { ReportLine } from '../../ui/report-line.tsx';
import { Share } from '../../ui/share.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { channelName } from '../../words/channels.ts';
import { common } from '../../words/common.ts';
import { phaseName } from '../../words/phases.ts';
import { screenTitle } from '../../words/screens.ts';
import { Backstage, BackstageTable } from './backstage.tsx';
import { Marks, Said } from './column-lists.tsx';
import { Experience } from './experience.tsx';
import { LivedTable } from './lived-table.tsx';
import { mapColumns } from './map-columns.ts';
import type { MapColumn } from './map-columns.ts';
import { Personas } from './personas.tsx';
import { say } from './say.ts';
import { Tile } from './tile.tsx';
import { Whose } from './whose.tsx';

type Phases = ReportTypes['phases'];

/** Channels that were touched, the busiest first. */
function lanes(cells: readonly PhaseCell[]): string[] {
  const touches = new Map<string, number>();
  for (const cell of cells) {
    touches.set(cell.channel, (touches.get(cell.channel) ?? 0) + cell.touches);
  }
  return [...touches].toSorted(([, a], [, b]) => b - a).map(([channel]) => channel);
}

/** A journey that begins in a phase takes no time to reach it. */
const soonText = (ms: number | null): string => (ms === 0 ? say('at once') : formatDuration(ms));

function MapGrid({ report, columns }: { report: Phases; columns: readonly MapColumn[] }) {
  const { cells, phases, horizonMs, backstage } = report.result;
  const at = new Map(cells.map((cell) => [`${cell.phase}\n${cell.channel}`, cell]));
  const reached = new Map(phases.map((one) => [one.phase, one]));
  const across = (
    label: string,
    note: string,
    cell: (column: MapColumn, index: number) => preact.ComponentChild,
    hue = '',
  ) => (
    <tr class={`map-band ${hue}`}>
      <th scope="row">
        {label} <span class="muted">{note}</span>
      </th>
      {columns.map((column, index) => (
        <td key={column.phase}>{cell(column, index)}</td>
      ))}
    </tr>
  );
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={screenTitle('journey-map')}>
      <table class="journey-map">
        <caption class="hidden">{say('How people pass the phases')}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">{common('Channel')}</span>
            </th>
            {columns.map(({ phase, title }) => {
              const row = reached.get(phase);
              return (
                <th key={phase} scope="col">
                  <bdi class="map-phase">{title}</bdi>
                  {row && (
                    <>
                      <span class="muted">
                        {formatRate(row.reachedWithin.rate)}{' '}
                        {say('within {time}', { time: formatDuration(horizonMs) })}
                      </span>
                      <span class="muted">
                        {say('median {time}', { time: soonText(row.timeToReach.p50) })}
                      </span>
                    </>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {across(
            say('Experience'),
            say(
              '1 to 10: ● rated, solid; ○ inferred, dashed; ▷ target, ★ best, as written by people',
            ),
            (column, index) => (
              <Experience column={column} before={columns[index - 1]} after={columns[index + 1]} />
            ),
          )}
          {lanes(cells).map((channel) => (
            <tr key={channel}>
              <th scope="row">{channelName(channel)}</th>
              {columns.map(({ phase, title }) => {
                const cell = at.get(`${phase}\n${channel}`);
                return <td key={phase}>{cell && <Tile cell={cell} phase={title} />}</td>;
              })}
            </tr>
          ))}
          {backstage.length > 0 &&
            across(
              say('Backstage'),
              say('below the line of visibility: what people do not see; no step of a journey'),
              (column) => <Backstage column={column} />,
              'map-backstage',
            )}
          {across(
            say('Moments of truth ◆ and pain points ▲'),
            say('certain, after correction for many tests'),
            (column) => (
              <Marks column={column} />
            ),
          )}
          {across(
            say('Owners, actions, KPIs and targets'),
            say('✎ written by people; KPI with its 95 % interval where measured'),
            (column) => (
              <Said column={column} />
            ),
            'map-written',
          )}
        </tbody>
      </table>
    </div>
  );
}

function CellTable({ cells }: { cells: readonly PhaseCell[] }) {
  return (
    <DataTable
      caption={say('How people pass the phases')}
      rows={cells}
      rowKey={(cell) => `${cell.phase}\n${cell.channel}`}
      limit={40}
      columns={[
        { label: common('Phase'), cell: (cell) => phaseName(cell.phase) },
        { label: common('Channel'), cell: (cell) => channelName(cell.channel) },
        {
          label: common('Journeys'),
          numeric: true,
          cell: ({ phase, channel, journeys }) => (
            <BehindLink of={{ kind: 'phase', phase, channel }}>
              {formatCount(journeys.count)}
            </BehindLink>
          ),
        },
        { label: common('Share'), numeric: true, cell: (cell) => <Share of={cell.journeys} /> },
        { label: common('Touches'), numeric: true, cell: (cell) => formatCount(cell.touches) },
        { label: say('Went on'), numeric: true, cell: (cell) => formatRate(cell.wentOn.rate) },
        {
          label: common('Converted'),
          numeric: true,
          cell: (cell) => formatRate(cell.converted.rate),
        },
        {
          label: say('Came back later'),
          numeric: true,
          cell: (cell) => formatRate(cell.cameBack.rate),
        },
        {
          label: common('abandoned'),
          numeric: true,
          cell: (cell) => formatRate(cell.abandoned.rate),
        },
        { label: say('Open'), numeric: true, cell: (cell) => formatRate(cell.open.rate) },
      ]}
    />
  );
}

const hues = [
  ['went-on', 'went on'],
  ['converted', 'converted'],
  ['returned', 'came back later'],
  ['abandoned', 'abandoned'],
  ['open', 'not decided yet'],
] as const;

function Drawn({ report, columns }: { report: Phases; columns: readonly MapColumn[] }) {
  const { cells, withoutPhase, wentBack } = report.result;
  if (cells.length === 0) {
    return (
      <Empty title={say('No touch has a phase yet.')}>
        <p>
          {say(
            'Give touchpoints a phase in the registry: it shows what was seen and is not mapped yet.',
          )}
        </p>
        <Link to={{ screen: 'registry' }}>{screenTitle('registry')}</Link>
      </Empty>
    );
  }
  return (
    <Figure
      title={say('How people pass the phases')}
      note={say(
        'Phases across, channels down. A tile is as large as the share of journeys with a touch there; its bar says what came after the last one.',
      )}
      legend={
        <ul class="legend">
          {hues.map(([hue, word]) => (
            <li key={hue}>
              <i class={`swatch ${hue}`} aria-hidden="true" />
              {word === 'converted' || word === 'abandoned' ? common(word) : say(word)}
            </li>
          ))}
        </ul>
      }
      chart={<MapGrid report={report} columns={columns} />}
      table={
        <>
          <CellTable cells={cells} />
          <LivedTable columns={columns} />
          <BackstageTable columns={columns} rows={report.result.backstage} />
        </>
      }
      footer={
        <>
          <p class="quiet">
            {say('{rate} of journeys went back to an earlier phase at least once.', {
              rate: formatRate(wentBack.rate),
            })}{' '}
            {withoutPhase.count > 0 &&
              say('{rate} of touches have no phase and are not on the map.', {
                rate: formatRate(withoutPhase.rate),
              })}
          </p>
          <ReportLine report={report} />
        </>
      }
    />
  );
}

/** Phases and channels, and what people live through in them. */
export function JourneyMap() {
  const base = commonParameters.value;
  const id = site.value?.id;
  const { horizon } = view.value.choices;
  const phases = useReport('phases', base && { ...base, ...mapParameters(view.value) });
  const makeOrBreak = useReport('make-or-break', base && { ...base, horizon });
  const dropOff = useReport('drop-off', base);
  const feedback = useReport('feedback', base && { ...base, horizon });
  const registry = useGet<RegistryAnswer>(
    id === undefined ? null : `/api/registry?site=${encodeURIComponent(id)}`,
  );
  const actions = useGet<Action[]>(
    id === undefined ? null : `/api/actions?site=${encodeURIComponent(id)}`,
  );
  return (
    <>
      <h1>{screenTitle('journey-map')}</h1>
      <Whose population={answerOf(phases)?.population} />
      <Compared report="phases" parameters={{ horizon }} />
      <Answer state={phases} height={520}>
        {(report) => {
          // Columns are phases that anybody touched, and those that somebody registered.
          const seen = new Set(report.result.cells.map(({ phase }) => phase));
          for (const { phase } of report.result.backstage) if (phase !== null) seen.add(phase);
          const named = new Set(registry.value?.registry.touchpoints.map(({ phase }) => phase));
          const order = report.result.phases
            .map(({ phase }) => phase)
            .filter((phase) => seen.has(phase) || named.has(phase));
          return (
            <Drawn
              report={report}
              columns={mapColumns(order, registry.value?.registry, {
                experience: report.result.experience,
                kpis: report.result.kpis,
                backstage: report.result.backstage,
                feedback: answerOf(feedback)?.result.rows,
                makeOrBreak: answerOf(makeOrBreak)?.result.rows,
                dropOff: answerOf(dropOff)?.result.rows,
                actions: actions.value,
              })}
            />
          );
        }}
      </Answer>
      <BehindPanel />
      <Personas />
    </>
  );
}
