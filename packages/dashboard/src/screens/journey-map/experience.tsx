import type { PhaseExperience } from '@touchtrail/contract';
import { formatFigure, formatRate } from '../../format/numbers.ts';
import { linear } from '../../marks/scale.ts';
import type { MapColumn } from './map-columns.ts';
import { say } from './say.ts';

const height = 96;
/**
 * Where touchpoints stand in a cell, in per cent, by how many they are; the rated ones first. The middle is
 * the phase's own: its figure is read there.
 */
const places = [[], [66], [16, 66], [8, 26, 66], [8, 26, 64, 82]] as const;
const most = places.length - 1;
/** A star with five points, 9 wide. */
const star = 'l1.3,3 3.2,.3 -2.4,2.1 .7,3.2 -2.8,-1.7 -2.8,1.7 .7,-3.2 -2.4,-2.1 3.2,-.3z';
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
  const aims = (rated ?? []).flatMap(({ name, row, expected, best }) => {
    const parts = [
      ...(row ? [`${formatFigure(row.mean.value)} (n ${row.mean.n})`] : []),
      ...(expected === undefined ? [] : [say('target {n}', { n: formatFigure(expected) })]),
      ...(best === undefined ? [] : [say('best {n}', { n: formatFigure(best) })]),
    ];
    return parts.length === 0 ? [] : [`${name}: ${parts.join(', ')}`];
  });
  if (!lived || !of) {
    return [
      say('{phase}: no ratings, and too few journeys to infer anything.', { phase }),
      aims.join('; '),
    ].join(' ');
  }
  const low = formatFigure(of.low);
  const high = formatFigure(of.high);
  if (of.inferred) {
    const { troubled, failed, slow, retried, excess } = lived.inferred;
    const text = say(
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
    return [text, aims.join('; ')].join(' ');
  }
  return [
    say('{phase}: rated {mean} ({low} to {high}, n {n}).', {
      phase,
      mean: formatFigure(of.value),
      low,
      high,
      n: lived.measured.n,
    }),
    aims.join('; '),
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
  const rated = (column.rated ?? [])
    .toSorted((a, b) => Number(b.row !== undefined) - Number(a.row !== undefined))
    .slice(0, most);
  const text = sentence(column);
  return (
    <div class="experience" role="img" aria-label={text} title={text} tabIndex={0}>
      <svg width="100%" height={height} aria-hidden="true">
        {[1, 5.5, 10].map((at) => (
          <line key={at} class="grid" x2="100%" y1={y(at)} y2={y(at)} />
        ))}
        <Half side="before" column={column} other={before} />
        <Half side="after" column={column} other={after} />
        {rated.map(({ key, row, expected, best }, index) => (
          <svg key={key} x={`${places[rated.length]?.[index] ?? 50}%`} overflow="visible">
            {row && row.mean.value !== null && (
              <circle class="rated" cy={place(row.mean.value)} r={2.5} />
            )}
            {expected !== undefined && (
              <path class="expected" d={`M5,${place(expected) - 4}l7,4l-7,4z`} />
            )}
            {best !== undefined && (
              <path class="expected best" d={`M8,${place(best) - 5}${star}`} />
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
      {of && (
        <span class="muted">
          {of.inferred
            ? say('inferred')
            : say('rated, n {n}', { n: column.lived?.measured.n ?? 0 })}
        </span>
      )}
    </div>
  );
}
