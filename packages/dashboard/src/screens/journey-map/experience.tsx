import type { PhaseExperience } from '@touchtrail/contract';
import { formatFigure, formatRate } from '../../format/numbers.ts';
import { linear } from '../../marks/scale.ts';
import type { MapColumn } from './map-columns.ts';
import { say } from './say.ts';

const height = 96;
const most = 4;
const y = linear([1, 10], [height - 8, 8], 2);
const place = (value: number): number => y(Math.min(10, Math.max(1, value)));

/** The experience of a phase: what people said, else what can be seen; nothing where neither is known. */
function livedValue(
  lived: PhaseExperience | undefined,
): { value: number; low: number | null; high: number | null; inferred: boolean } | undefined {
  if (!lived) return undefined;
  const { measured, inferred } = lived;
  if (measured.value !== null) return { ...measured, value: measured.value, inferred: false };
  const score = inferred.score;
  return score?.value == null ? undefined : { ...score, value: score.value, inferred: true };
}

/** The experience of a phase in words, with what it rests on. */
function sentence({ title: phase, lived, rated }: MapColumn): string {
  const of = livedValue(lived);
  if (!lived || !of) {
    return say('{phase}: no ratings, and too few journeys to infer anything.', { phase });
  }
  const low = formatFigure(of.low);
  const high = formatFigure(of.high);
  if (of.inferred) {
    const { troubled, failed, slow, retried, excess } = lived.inferred;
    return say(
      '{phase}: not rated; inferred {score} ({low} to {high}) from {troubled} of journeys with trouble (errors {failed}, slow pages {slow}, tries again {retried}) and {excess} lost beyond the usual.',
      {
        phase,
        score: formatFigure(of.value),
        low,
        high,
        troubled: formatRate(troubled.rate),
        failed: formatRate(failed.rate),
        slow: formatRate(slow.rate),
        retried: formatRate(retried.rate),
        excess: formatRate(excess.value),
      },
    );
  }
  const touchpoints = (rated ?? []).map(({ name, row, expected }) =>
    [
      `${name} ${formatFigure(row.mean.value)} (n ${row.mean.n})`,
      ...(expected === undefined ? [] : [say('expected {n}', { n: formatFigure(expected) })]),
    ].join(', '),
  );
  return [
    say('{phase}: rated {mean} ({low} to {high}, n {n}).', {
      phase,
      mean: formatFigure(of.value),
      low,
      high,
      n: lived.measured.n,
    }),
    touchpoints.join('; '),
  ].join(' ');
}

/** Half of the line through the phases, from the middle of a cell to its edge; none where a side is not known. */
function Half(props: {
  side: 'before' | 'after';
  column: MapColumn;
  other: MapColumn | undefined;
}) {
  const here = livedValue(props.column.lived);
  const there = livedValue(props.other?.lived);
  if (!here || !there) return null;
  return (
    <line
      class={`lived-line${here.inferred || there.inferred ? ' inferred' : ''}`}
      x1="50%"
      y1={place(here.value)}
      x2={props.side === 'before' ? '0%' : '100%'}
      y2={(place(here.value) + place(there.value)) / 2}
    />
  );
}

/** The experience line in the cell of one phase: solid where rated, dashed where inferred. */
export function Experience(props: {
  column: MapColumn;
  before: MapColumn | undefined;
  after: MapColumn | undefined;
}) {
  const { column, before, after } = props;
  const of = livedValue(column.lived);
  const rated = (column.rated ?? []).slice(0, most);
  const text = sentence(column);
  return (
    <div class="experience" role="img" aria-label={text} title={text} tabIndex={0}>
      <svg width="100%" height={height} aria-hidden="true">
        {[1, 5.5, 10].map((at) => (
          <line key={at} class="grid" x2="100%" y1={y(at)} y2={y(at)} />
        ))}
        <Half side="before" column={column} other={before} />
        <Half side="after" column={column} other={after} />
        {rated.map(({ row, expected }, index) => (
          <svg
            key={row.touchpoint}
            x={`${14 + (72 * (index + 0.5)) / rated.length}%`}
            overflow="visible"
          >
            {row.mean.value !== null && <circle class="rated" cy={place(row.mean.value)} r={2.5} />}
            {expected !== undefined && (
              <path class="expected" d={`M5,${place(expected)}l7,-4v8z`} />
            )}
          </svg>
        ))}
        {of && (
          <svg x="50%" overflow="visible">
            {of.low !== null && of.high !== null && (
              <line class="band-line" y1={place(of.low)} y2={place(of.high)} />
            )}
            <circle class={of.inferred ? 'lived inferred' : 'lived'} cy={place(of.value)} r={5} />
            <text y={place(of.value) + (of.value > 8 ? 18 : -10)} text-anchor="middle">
              {formatFigure(of.value)}
            </text>
          </svg>
        )}
      </svg>
      {of?.inferred && <span class="muted">{say('inferred')}</span>}
    </div>
  );
}
