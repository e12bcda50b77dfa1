import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../words/words.ts';

const say = words({ 'What to do with {name}': 'Was mit {name} tun' });

/** Something that can be done with a drawn box. */
export interface NodeAction {
  label: string;
  run: () => void;
}

/** What can be done with a box, beside it. Arrow keys move, Escape and leaving it close it. */
function NodeMenu(props: {
  label: string;
  actions: readonly NodeAction[];
  x: number;
  y: number;
  onClose: (back: boolean) => void;
}) {
  const { actions, onClose } = props;
  const box = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    box.current?.querySelector('button')?.focus({ preventScroll: true });
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose(false);
    };
    addEventListener('pointerdown', leave);
    return () => removeEventListener('pointerdown', leave);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      onClose(true);
      return;
    }
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const all = [...(box.current?.querySelectorAll('button') ?? [])];
    const at = all.findIndex((one) => one === document.activeElement);
    all.at((at + by) % all.length)?.focus();
  };
  return (
    <div
      ref={box}
      class="menu-list node-menu"
      role="menu"
      aria-label={props.label}
      style={{ left: `${props.x}px`, top: `${props.y}px` }}
      onKeyDown={onKeyDown}
    >
      {actions.map(({ label, run }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          class="button quiet-button"
          onClick={() => {
            onClose(true);
            run();
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** Where a menu opens, in px of the drawing, and what it is about. */
export interface MenuPlace {
  key: string;
  label: string;
  x: number;
  y: number;
}

const lineHeight = 38;
const menuWidth = 230;
const handleSize = 24;

/**
 * Menus of drawn boxes: by a handle that shows where one points or stands, by the second button of the
 * mouse, and by M.
 *
 * @param actionsOf what can be done with a box; nothing: it has no menu
 */
export function useNodeMenu(
  actionsOf: (key: string) => readonly NodeAction[],
  room: { width: number; height: number },
): {
  /** Attributes of the box. */
  on: (place: MenuPlace) => { onContextMenu?: (event: MouseEvent) => void };
  /** Opens it if the key says so. */
  byKey: (event: KeyboardEvent, place: MenuPlace) => boolean;
  /** The handle, to stand inside of the box; its right upper corner is given. */
  handle: (place: MenuPlace, corner: { x: number; y: number }) => VNode | null;
  /** The open menu, to stand beside the drawing in a box that is positioned. */
  shown: VNode | null;
} {
  const [open, setOpen] = useState<MenuPlace>();
  const from = useRef<SVGElement | null>(null);
  const show = (event: Event, place: MenuPlace) => {
    event.preventDefault();
    event.stopPropagation();
    const target = event.currentTarget;
    from.current = target instanceof SVGElement ? target.closest<SVGElement>('[tabindex]') : null;
    setOpen(place);
  };
  const actions = open ? actionsOf(open.key) : [];
  return {
    on: (place) =>
      actionsOf(place.key).length === 0 ? {} : { onContextMenu: (event) => show(event, place) },
    byKey(event, place) {
      const asked = event.key === 'm' || event.key === 'ContextMenu';
      if (!asked || actionsOf(place.key).length === 0) return false;
      show(event, place);
      return true;
    },
    handle: (place, { x, y }) =>
      actionsOf(place.key).length === 0 ? null : (
        <g class="more" aria-hidden="true" onClick={(event) => show(event, place)}>
          <rect x={x - handleSize} y={y} width={handleSize} height={handleSize} rx={4} />
          <text x={x - handleSize / 2} y={y + handleSize / 2} dy="0.32em" text-anchor="middle">
            ⋯
          </text>
        </g>
      ),
    shown:
      open && actions.length > 0 ? (
        <NodeMenu
          key={`${open.key} ${open.x} ${open.y}`}
          label={say('What to do with {name}', { name: open.label })}
          actions={actions}
          x={Math.max(0, Math.min(open.x, room.width - menuWidth))}
          y={Math.max(0, Math.min(open.y, room.height - actions.length * lineHeight - 28))}
          onClose={(back) => {
            setOpen(undefined);
            if (back) from.current?.focus();
          }}
        />
      ) : null,
  };
}
