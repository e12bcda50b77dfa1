import type { FunnelResult, FunnelStep } from '@touchtrail/contract';
import { formatCount, formatInterval, formatRate } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { funnelParts } from '../../marks/funnel-row.ts';
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
});

const barHeight = 32;

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
}) {
  const [ref, width] = useWidth<HTMLDivElement>(700);
  const { wentOn, open, lost, whisker } = funnelParts(
    props.step,
    props.next,
    props.entered,
    width - 2,
  );
  return (
    <div ref={ref} class="funnel-bar">
      <svg width={width} height={barHeight + 8} aria-hidden="true">
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

/** Steps as bars on one scale; each bar shows what its people did next. */
export function FunnelChart({ result }: { result: FunnelResult }) {
  const entered = result.steps[0]?.reached ?? 0;
  const names = stepNames(result);
  return (
    <ol class="funnel">
      {result.steps.map((step, index) => {
        const next = result.steps[index + 1];
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
            </div>
            <Bar step={step} next={next} entered={entered} first={index === 0} />
            {next && <Between number={index + 1} step={step} next={next} />}
          </li>
        );
      })}
    </ol>
  );
}
