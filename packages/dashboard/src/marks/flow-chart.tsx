import type { ComparedFigure, FlowNode, PathsResult } from '@touchtrail/contract';
import type { Behind } from '@touchtrail/contract/view';
import { useMemo, useRef, useState } from 'preact/hooks';
import { go } from '../app/state.ts';
import { formatCount, formatPoints, formatRate } from '../format/numbers.ts';
import { isClear, otherSentence } from '../ui/compared-sides.tsx';
import { listsBehind } from '../ui/lists-behind.ts';
import { useNodeMenu } from '../ui/node-menu.tsx';
import type { NodeAction } from '../ui/node-menu.tsx';
import { useWidth } from '../ui/use-width.ts';
import { words } from '../words/words.ts';
import { fitText } from './fit-text.ts';
import { flowLayout, neighbour } from './flow-layout.ts';
import type { PlacedNode } from './flow-layout.ts';
import { touchpointName } from '../words/registry-names.ts';

const say = words({
  converted: 'konvertiert',
  abandoned: 'abgebrochen',
  'still open': 'noch offen',
  ended: 'endete',
  'began later': 'begann später',
  'other ({n})': 'andere ({n})',
  'Step {n}': 'Schritt {n}',
  'Steps of {paths}. Arrow keys move between boxes, Enter starts there, P lists the people, M opens a menu.':
    'Schritte von {paths}. Pfeiltasten gehen zwischen Feldern, Enter beginnt dort, P listet die Personen, M öffnet ein Menü.',
  '{label} {share} · {n} of {all}, step {step}.':
    '{label} {share} · {n} von {all}, Schritt {step}.',
  'Enter starts here.': 'Enter beginnt hier.',
  '{later} of them went on in a later visit.':
    '{later} davon gingen in einem späteren Besuch weiter.',
  '{later} of them came here from an earlier visit.':
    '{later} davon kamen aus einem früheren Besuch hierher.',
  '{from} → {to}: {n}, {later} of them after a pause':
    '{from} → {to}: {n}, {later} davon nach einer Pause',
  '{again} of them came back to it.': '{again} davon kamen darauf zurück.',
});
const endWords = {
  converted: 'converted',
  abandoned: 'abandoned',
  open: 'still open',
  end: 'ended',
  start: 'began later',
} as const;
const top = 28;
/** Of a box; fewer returns are in the table alone. */
const leastReturn = 0.1;
const columnWidth = 148;

/** The name of a box as people read it. */
const flowLabel = (node: PlacedNode): string =>
  node.kind === 'other'
    ? say('other ({n})', { n: formatCount(node.node.members) })
    : node.kind === 'touchpoint'
      ? touchpointName(node.node.key)
      : say(endWords[node.kind]);

const placeOf = (node: PlacedNode) => ({
  key: node.id,
  label: flowLabel(node),
  x: node.x + node.width,
  y: node.y + 24,
});

/** The share of a box that had touched its touchpoint before, where that is worth a sign. */
function comesBack({ again, paths }: FlowNode): string | null {
  const share = again === null || paths === 0 ? 0 : again / paths;
  return again === null || share < leastReturn ? null : formatCount(again);
}

/** How many of a box paused there and came back, where somebody did. */
function pausedSentence({ later }: FlowNode, backward = false): string {
  if (!later) return '';
  const n = { later: formatCount(later) };
  return backward
    ? ` ${say('{later} of them came here from an earlier visit.', n)}`
    : ` ${say('{later} of them went on in a later visit.', n)}`;
}

/** The step flow: columns are steps, ribbons are paths. Boxes are reached with the arrow keys. */
export function FlowChart(props: {
  flow: PathsResult['flow'];
  /** Whether steps go back in time. */
  backward?: boolean;
  paths: number;
  /** How many paths of what, in words. */
  words: string;
  onRoot: (touchpoint: string) => void;
  /** Whose journeys a box, or a ribbon to `next`, lists when it is chosen. */
  behind: (place: { step: number; key: string; next?: string }) => Behind | null;
  /** What the menu of a box offers. */
  actions: (place: { step: number; key: string }) => readonly NodeAction[];
  /** The share of a box on both sides of a comparison. */
  compared?: (step: number, key: string) => ComparedFigure | undefined;
}) {
  const [ref, measured] = useWidth<HTMLDivElement>(1_000);
  const { flow } = props;
  const steps = Math.max(1, ...flow.nodes.map(({ step }) => step));
  const width = Math.max(measured, steps * columnWidth);
  const height = 520;
  const labelRoom = (width - 10) / steps - 26;
  const layout = useMemo(
    () => flowLayout(flow, { left: 1, top, right: width - labelRoom - 14, bottom: height - 4 }),
    [flow, width, labelRoom],
  );
  const [active, setActive] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const svg = useRef<SVGSVGElement>(null);
  const byId = new Map(layout.nodes.map((one) => [one.id, one.node]));
  const menu = useNodeMenu(
    (id) => {
      const node = byId.get(id);
      return node ? props.actions(node) : [];
    },
    { width, height },
  );
  const lit = active ?? focused;
  const stop = focused ?? layout.columns[0]?.[0];
  const step = (index: number) => layout.nodes.find((node) => node.node.step === index)?.x ?? 0;

  const onKeyDown = (event: KeyboardEvent, node: PlacedNode) => {
    if ((event.key === 'Enter' || event.key === ' ') && node.kind === 'touchpoint') {
      event.preventDefault();
      props.onRoot(node.node.key);
      return;
    }
    if (event.key === 'p') {
      const behind = props.behind(node.node);
      if (behind) go({ behind });
      return;
    }
    if (menu.byKey(event, placeOf(node))) return;
    if (event.key === 'Escape') {
      setActive(undefined);
      return;
    }
    const next = neighbour(layout, node.id, event.key);
    if (next === undefined) return;
    event.preventDefault();
    svg.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(next)}"]`)?.focus();
  };

  return (
    <div ref={ref} class="chart scroll-x">
      <svg
        ref={svg}
        class={lit ? 'flow lit' : 'flow'}
        width={width}
        height={height}
        role="group"
        aria-label={say(
          'Steps of {paths}. Arrow keys move between boxes, Enter starts there, P lists the people, M opens a menu.',
          {
            paths: props.words,
          },
        )}
      >
        <g class="axis">
          {Array.from({ length: steps }, (_, index) => (
            <text key={index} x={step(index + 1)} y={12}>
              {index === 0 ? say('Step {n}', { n: 1 }) : index + 1}
            </text>
          ))}
        </g>
        <g class="links">
          {layout.links.map((link) => {
            const { from, to, paths, later, step: at } = link.link;
            const lists = listsBehind(props.behind({ step: at, key: from, next: to }));
            const on = lit === link.source || lit === link.target ? ' on' : '';
            const title = later
              ? say('{from} → {to}: {n}, {later} of them after a pause', {
                  from,
                  to,
                  n: formatCount(paths),
                  later: formatCount(later),
                })
              : `${from} → ${to}: ${formatCount(paths)}`;
            return (
              <g key={link.id}>
                {link.width > 0 && (
                  <path
                    class={`ribbon ${link.kind}${on}${from === to && link.kind !== 'touchpoint' && link.kind !== 'other' ? ' settled' : ''}`}
                    d={link.path}
                    stroke-width={link.width}
                    {...lists}
                  />
                )}
                {link.later && (
                  <path
                    class={`ribbon later${on}`}
                    d={link.later.path}
                    stroke-width={link.later.width}
                    {...lists}
                  />
                )}
                <title>{title}</title>
              </g>
            );
          })}
        </g>
        {layout.nodes.map((node) => {
          const { share, paths } = node.node;
          const label = flowLabel(node);
          const roomy = node.label === 'two';
          const both = props.compared?.(node.node.step, node.node.key);
          const delta = both && isClear(both) ? both.difference : null;
          const deltaText =
            delta && `${delta.value < 0 ? '▼' : '▲'}\u202F${formatPoints(delta.value)}`;
          const back = comesBack(node.node);
          const figuresRoom = (deltaText ? 96 : 44) + (back === null ? 0 : 16);
          const short = fitText(label, labelRoom - (roomy ? 0 : figuresRoom), 12.5);
          // Begins as it is drawn: who speaks to the browser says what they read.
          const sentence = `${say('{label} {share} · {n} of {all}, step {step}.', {
            label: short,
            share: [formatRate(share.rate), deltaText].filter(Boolean).join(' '),
            n: formatCount(paths),
            all: formatCount(props.paths),
            step: node.node.step,
          })}${short === label ? '' : ` ${label}.`}${back === null ? '' : ` ${say('{again} of them came back to it.', { again: back })}`}${pausedSentence(node.node, props.backward)}${otherSentence(delta ? both : undefined, formatPoints, formatRate)}${node.kind === 'touchpoint' ? ` ${say('Enter starts here.')}` : ''}`;
          return (
            <g
              key={node.id}
              data-id={node.id}
              class={`box ${node.kind}${node.label === 'none' ? ' small' : ''}`}
              tabindex={node.id === stop ? 0 : -1}
              role={node.kind === 'touchpoint' ? 'button' : 'img'}
              aria-label={sentence}
              onPointerEnter={() => setActive(node.id)}
              onPointerLeave={() => setActive(undefined)}
              onFocus={() => setFocused(node.id)}
              onBlur={() => setFocused(undefined)}
              onKeyDown={(event) => onKeyDown(event, node)}
              onClick={() => {
                if (node.kind === 'touchpoint') props.onRoot(node.node.key);
              }}
              {...menu.on(placeOf(node))}
            >
              <rect
                class="hit"
                x={node.x}
                y={node.y - 2}
                width={node.width + labelRoom}
                height={Math.max(node.height + 4, 12)}
              />
              <rect
                class={`bar fill ${node.kind}`}
                x={node.x}
                y={node.y}
                width={node.width}
                height={Math.max(node.height, 1)}
                rx={1.5}
              />
              <text
                x={node.x + node.width + 6}
                y={node.y + (roomy ? 11 : node.height / 2)}
                dy={roomy ? 0 : '0.32em'}
              >
                <tspan class="label">{short}</tspan>{' '}
                <tspan
                  class="figures"
                  {...(roomy ? { x: node.x + node.width + 6, dy: 14 } : { dx: 6 })}
                >
                  {roomy && !deltaText
                    ? `${formatRate(share.rate)} · ${formatCount(paths)}`
                    : formatRate(share.rate)}
                  {back !== null && ' ↻'}
                </tspan>{' '}
                {deltaText && (
                  <tspan class="delta" dx={6}>
                    {deltaText}
                  </tspan>
                )}
              </text>
              {menu.handle(placeOf(node), { x: node.x + node.width + labelRoom, y: node.y - 4 })}
              <title>{sentence}</title>
            </g>
          );
        })}
      </svg>
      {menu.shown}
    </div>
  );
}
