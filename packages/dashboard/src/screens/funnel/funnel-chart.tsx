import type { ComparedFigure, FunnelResult, FunnelStep } from '@touchtrail/contract';
import { formatCount, formatInterval, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { funnelParts, otherBar } from '../../marks/funnel-row.ts';
import { differenceWords, isClear } from '../../ui/compared-sides.tsx';
import { Link } from '../../ui/link.tsx';
import { Name, Touchpoint } from '../../ui/name.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { words } from '../../words/words.ts';
import { listedMark } from './listed.ts';
import type { Listed } from './listed.ts';
import { stepNames } from './step-names.ts';

const say = words({
  'went on': 'gingen weiter',
  'median {time}': 'Median {time}',
  '{n} lost': '{n} verloren',
  '{n} still open': '{n} noch offen',
  '{n} came back later': '{n} kamen später wieder',
  'Instead, next:': 'Stattdessen als Nächstes:',
  'of first': 'vom ersten',
  'other side {rate}': 'andere Seite {rate}',
});

const barHeight = 32;
const otherHeight = 14;

/** A figure that opens the list of the people behind it. */
const People = ({ children, ...of }: Listed & { children: string }) => (
  <Link to={{ marks: { listed: listedMark(of) } }} class="behind">
    {children}
  </Link>
);

function Bar(props: {
  step: FunnelStep;
  next: FunnelStep | undefined;
  entered: number;
  first: boolean;
  other: ComparedFigure | undefined;
}) {
  const [ref, width] = useWidth<HTMLDivElement>(700);
  const { wentOn, open, lost, whisker } = funnelParts(
    props.step,
    props.next,
    props.entered,
    width - 2,
  );
  const other = otherBar(props.other?.b, width - 2);
  const top = barHeight + 8;
  return (
    <div ref={ref} class="funnel-bar">
      <svg width={width} height={other ? top + otherHeight + 6 : top} aria-hidden="true">
        <rect class="track" y={4} width={width} height={barHeight} rx={3} />
        <rect class="fill converted" y={4} width={wentOn} height={barHeight} rx={3} />
        <rect class="fill open" x={wentOn} y={4} width={open} height={barHeight} />
        <rect class="fill abandoned" x={wentOn + open} y={4} width={lost} height={barHeight} />
        {whisker && !props.first && (
          <path
            class="whisker"
            d={`M${whisker.low},${barHeight / 2 + 4}H${whisker.high}M${whisker.low},6v${barHeight - 4}M${whisker.high},6v${barHeight - 4}`}
          />
        )}
        {other && (
          <g class="versus" transform={`translate(0.75,${top})`}>
            <rect width={other.length} height={otherHeight} rx={2} />
            <rect class="hatched" width={other.length} height={otherHeight} rx={2} />
            {other.whisker && !props.first && (
              <path
                d={`M${other.whisker.low},${otherHeight / 2}H${other.whisker.high}M${other.whisker.low},2v${otherHeight - 4}M${other.whisker.high},2v${otherHeight - 4}`}
              />
            )}
          </g>
        )}
      </svg>
    </div>
  );
}

function Between(props: { number: number; step: FunnelStep; next: FunnelStep }) {
  const { number, step, next } = props;
  return (
    <div class="between">
      <p>
        <strong>{formatRate(next.ofPrevious.rate)}</strong>{' '}
        <span class="interval">{formatInterval(next.ofPrevious)}</span>{' '}
        <People step={number} who="went-on">
          {say('went on')}
        </People>
        {next.timeFromPrevious && (
          <>
            {' · '}
            <span class="stat">
              {say('median {time}', { time: formatDuration(next.timeFromPrevious.p50) })}
            </span>
          </>
        )}
        {step.lost !== null && (
          <>
            {' · '}
            <span class="stat">
              <i class="swatch abandoned" aria-hidden="true" />{' '}
              <People step={number} who="lost">
                {say('{n} lost', { n: formatCount(step.lost) })}
              </People>
            </span>
          </>
        )}
        {step.cameBack !== null && step.cameBack > 0 && (
          <>
            {' · '}
            <span class="stat">
              {say('{n} came back later', { n: formatCount(step.cameBack) })}
            </span>
          </>
        )}
        {step.stillOpen !== null && (
          <>
            {' · '}
            <span class="stat">
              <i class="swatch open" aria-hidden="true" />{' '}
              <People step={number} who="open">
                {say('{n} still open', { n: formatCount(step.stillOpen) })}
              </People>
            </span>
          </>
        )}
      </p>
      {step.insteadNext.length > 0 && (
        <p class="instead">
          <span class="muted">{say('Instead, next:')} </span>
          {step.insteadNext.map(({ touchpoint, people }, index) => (
            <span key={touchpoint}>
              {index > 0 && ', '}
              <Touchpoint of={touchpoint} /> <span class="muted">{formatCount(people)}</span>
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

/** The share of the other side that got as far, and by how much that differs. */
function OtherShare({ of }: { of: ComparedFigure }) {
  const { b, kind } = of;
  if (kind !== 'share' || b?.value == null) return null;
  const difference = differenceWords(of);
  return (
    <span class="funnel-other">
      {say('other side {rate}', { rate: formatRate(b.value) })}{' '}
      <span class="interval">{formatInterval(b)}</span>
      {difference && (
        <>
          {': '}
          {isClear(of) ? (
            <strong class="delta">
              <span aria-hidden="true">{(of.difference?.value ?? 0) < 0 ? '▼' : '▲'}</span>{' '}
              {difference}
            </strong>
          ) : (
            difference
          )}
        </>
      )}
    </span>
  );
}

/** Steps as bars on one scale; each bar shows what its people did next, and how far the other side got. */
export function FunnelChart(props: {
  result: FunnelResult;
  /** The share of first of a step, on both sides. */
  compared: (step: number, touchpoint: string) => ComparedFigure | undefined;
}) {
  const { result } = props;
  const entered = result.steps[0]?.reached ?? 0;
  const names = stepNames(result);
  return (
    <ol class="funnel">
      {result.steps.map((step, index) => {
        const next = result.steps[index + 1];
        const other = props.compared(index + 1, step.touchpoint);
        return (
          <li key={index}>
            <div class="funnel-head">
              <span class="step-number" aria-hidden="true">
                {index + 1}
              </span>
              <strong class="funnel-name">
                <Name>{names[index] ?? step.touchpoint}</Name>
              </strong>
              <span class="funnel-count">
                <People step={index + 1} who="reached">
                  {formatCount(step.reached)}
                </People>
              </span>
              {index > 0 && (
                <span class="funnel-rate">
                  {formatRate(step.ofFirst.rate)}{' '}
                  <span class="interval">{formatInterval(step.ofFirst)}</span> {say('of first')}
                </span>
              )}
              {index > 0 && other && <OtherShare of={other} />}
            </div>
            <Bar step={step} next={next} entered={entered} first={index === 0} other={other} />
            {next && <Between number={index + 1} step={step} next={next} />}
          </li>
        );
      })}
    </ol>
  );
}
