import { formatDuration, formatInstant } from '../format/times.ts';
import { fitText } from './fit-text.ts';
import { layoutTimeline } from './timeline-layout.ts';
import type { TimelineItem } from './timeline-layout.ts';

const left = 128;

/** Arrow keys go to the mark before and after, over all lanes. */
const move = (event: KeyboardEvent) => {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  const all = [...(event.currentTarget as Element).querySelectorAll<SVGGElement>('.moment')];
  const at = all.indexOf(document.activeElement as SVGGElement);
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  event.preventDefault();
};

/** What happened to one subject, lane by lane, with silence folded. Arrow keys go from mark to mark. */
export function Timeline(props: {
  items: readonly TimelineItem[];
  ariaLabel: string;
  zone: string;
  /** Lanes below the others. */
  last?: readonly string[];
}) {
  const layout = layoutTimeline(props.items, left, props.last);
  return (
    <div class="chart scroll-x" tabIndex={0} role="group" aria-label={props.ariaLabel}>
      <svg width={layout.width} height={layout.height} onKeyDown={move}>
        {layout.lanes.map(({ name, y }) => (
          <g key={name}>
            <line class="lane" x1={left} x2={layout.width} y1={y} y2={y} />
            <text class="lane-name" x={0} y={y} dy="0.32em">
              {fitText(name, left - 12, 12)}
            </text>
          </g>
        ))}
        {layout.gaps.map(({ x, ms }) => (
          <g key={x} class="silence" transform={`translate(${x},0)`}>
            <line y1={22} y2={layout.height} />
            <text y={14} text-anchor="middle">
              {formatDuration(ms)}
            </text>
          </g>
        ))}
        {layout.marks.map((mark, index) => {
          const text = `${formatInstant(mark.at, props.zone)}: ${mark.label}`;
          return (
            <g
              key={mark.key}
              class={`moment ${mark.kind}`}
              transform={`translate(${mark.x},${mark.y})`}
              tabindex={index === 0 ? 0 : -1}
              role="img"
              aria-label={text}
            >
              <circle class="hit" r={11} />
              {mark.kind === 'touch' && <circle class="shape" r={5} />}
              {mark.kind === 'backstage' && <circle class="shape" r={4} />}
              {mark.kind === 'conversion' && (
                <path
                  class="shape"
                  d="M0-8 2.400-2.600 8-2.500 3.600 1.400 5 7 0 3.800-5 7-3.600 1.400-8-2.500-2.400-2.600z"
                />
              )}
              {mark.kind === 'consent' && <path class="shape" d="M-5-5h10v10h-10z" />}
              {mark.kind === 'join' && <path class="shape" d="M0-7 7 0 0 7-7 0z" />}
              <title>{text}</title>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
