import type { ProcessEdge, TransitionsResult } from '@touchtrail/contract';
import type { Behind } from '@touchtrail/contract/view';
import { useMemo, useRef, useState } from 'preact/hooks';
import { go } from '../app/state.ts';
import { formatCompact, formatCount, formatRate } from '../format/numbers.ts';
import { formatDuration } from '../format/times.ts';
import { listsBehind } from '../ui/lists-behind.ts';
import { useNodeMenu } from '../ui/node-menu.tsx';
import type { NodeAction } from '../ui/node-menu.tsx';
import { useWidth } from '../ui/use-width.ts';
import { words } from '../words/words.ts';
import { fitText } from './fit-text.ts';
import { nextNode, node, processPlaces } from './process-places.ts';
import { touchpointName } from '../words/registry-names.ts';

const say = words({
  '{from} to {to}: {n} steps, {share} of those leaving, median {time}':
    '{from} nach {to}: {n} Schritte, {share} derer, die gehen, Median {time}',
  '{key}: {n} in, {out} out. Enter starts there, P lists the people, M opens a menu.':
    '{key}: {n} hinein, {out} hinaus. Enter beginnt dort, P listet die Personen, M öffnet ein Menü.',
  '{key}: {n} in, {out} out.': '{key}: {n} hinein, {out} hinaus.',
});

const sentence = ({ from, to, count, share, lag }: ProcessEdge): string =>
  say('{from} to {to}: {n} steps, {share} of those leaving, median {time}', {
    from,
    to,
    n: formatCount(count),
    share: formatRate(share.rate),
    time: formatDuration(lag?.p50 ?? null),
  });

/** Touchpoints as boxes, steps as lines; the arrow keys follow the broadest line. */
export function ProcessChart(props: {
  result: TransitionsResult;
  label: string;
  onRoot: (touchpoint: string) => void;
  /** Whose journeys a line lists when it is chosen. */
  behind: (edge: ProcessEdge) => Behind | null;
  /** The same for a box, by P. */
  behindPlace: (touchpoint: string) => Behind | null;
  /** What the menu of a box offers. */
  actions: (key: string) => readonly NodeAction[];
}) {
  const { result, label, onRoot, behind, behindPlace } = props;
  const [ref, measured] = useWidth<HTMLDivElement>(1_000);
  const columns = result.layout?.columns.length ?? 0;
  const width = Math.max(measured, columns * (node.width + 56));
  const places = useMemo(() => processPlaces(result, width), [result, width]);
  const [lit, setLit] = useState<string>();
  const svg = useRef<SVGSVGElement>(null);
  const menu = useNodeMenu(props.actions, { width, height: places.height });
  const counts = new Map(result.nodes.map((one) => [one.key, one]));
  const first = result.layout?.columns[0]?.[0];
  // Labels on all lines would cover each other: the broadest, and those of the box in question.
  const labelled = new Set(
    places.edges
      .toSorted((a, b) => b.edge.count - a.edge.count)
      .slice(0, 10)
      .map(({ edge }) => edge),
  );
  return (
    <div ref={ref} class="chart scroll-x">
      <svg
        ref={svg}
        class={lit === undefined ? 'process' : 'process lit'}
        width={width}
        height={places.height}
        role="group"
        aria-label={label}
      >
        {places.edges.map(({ edge, back, path, width: stroke }) => (
          <path
            key={`${edge.from}\n${edge.to}`}
            class={`process-edge${back ? ' back-edge' : ''}${lit === edge.from || lit === edge.to ? ' on' : ''}`}
            d={path}
            stroke-width={stroke}
            {...listsBehind(behind(edge))}
          >
            <title>{sentence(edge)}</title>
          </path>
        ))}
        {places.edges.map(({ edge, x, y }) => {
          const on = lit === edge.from || lit === edge.to;
          if (lit === undefined ? !labelled.has(edge) : !on) return null;
          return (
            <text
              key={`${edge.from}\n${edge.to}`}
              class="process-label"
              x={x}
              y={y - 4}
              text-anchor="middle"
            >
              {`${formatCompact(edge.count)}${edge.lag?.p50 == null ? '' : ` · ${formatDuration(edge.lag.p50)}`}`}
            </text>
          );
        })}
        {places.nodes.map(({ key, x, y }) => {
          const known = counts.get(key);
          const kind = known?.kind ?? 'other';
          const name = touchpointName(key);
          const short = fitText(name, node.width - 14, 12.5);
          const most = formatCount(Math.max(known?.in ?? 0, known?.out ?? 0));
          // Begins as it is drawn: who speaks to the browser says what they read.
          const figures = {
            key: short === name ? `${name} ${most}` : `${short} ${most}, ${name}`,
            n: formatCount(known?.in ?? 0),
            out: formatCount(known?.out ?? 0),
          };
          const root = kind === 'touchpoint';
          const place = { key, label: key, x: x + 12, y: y + node.height };
          const text = root
            ? say(
                '{key}: {n} in, {out} out. Enter starts there, P lists the people, M opens a menu.',
                figures,
              )
            : say('{key}: {n} in, {out} out.', figures);
          return (
            <g
              key={key}
              data-key={key}
              class={`process-node ${kind} ${key.replaceAll(/\W/g, '')}`}
              transform={`translate(${x},${y})`}
              tabindex={key === (lit ?? first) ? 0 : -1}
              role={root ? 'button' : 'img'}
              aria-label={text}
              onPointerEnter={() => setLit(key)}
              onPointerLeave={() => setLit(undefined)}
              onFocus={() => setLit(key)}
              onBlur={() => setLit(undefined)}
              onClick={() => {
                if (root) onRoot(key);
              }}
              {...menu.on(place)}
              onKeyDown={(event) => {
                if ((event.key === 'Enter' || event.key === ' ') && root) {
                  event.preventDefault();
                  onRoot(key);
                  return;
                }
                if (event.key === 'p' && root) {
                  const of = behindPlace(key);
                  if (of) go({ behind: of });
                  return;
                }
                if (menu.byKey(event, place)) return;
                if (event.key === 'Escape') setLit(undefined);
                const next = nextNode(result, key, event.key);
                if (next === undefined) return;
                event.preventDefault();
                svg.current
                  ?.querySelector<SVGGElement>(`[data-key="${CSS.escape(next)}"]`)
                  ?.focus();
              }}
            >
              <rect class="plate" width={node.width} height={node.height} rx={6} />
              <text class="label" x={node.width / 2} y={15} text-anchor="middle">
                {short}
              </text>{' '}
              <text class="figures" x={node.width / 2} y={29} text-anchor="middle">
                {most}
              </text>
              {menu.handle(place, { x: node.width, y: -18 })}
              <title>{text}</title>
            </g>
          );
        })}
      </svg>
      {menu.shown}
    </div>
  );
}
