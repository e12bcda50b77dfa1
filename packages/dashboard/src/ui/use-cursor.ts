import { useState } from 'preact/hooks';

/**
 * A reading position in a chart of `count` places, moved by pointer and arrow keys.
 *
 * @param place finds the place under a pointer from its x in the chart.
 */
export function useCursor(count: number, place: (x: number) => number) {
  const [index, setIndex] = useState<number | null>(null);
  const clamp = (value: number) => Math.max(0, Math.min(count - 1, value));
  return {
    index: index === null || count === 0 ? null : clamp(index),
    handlers: {
      onPointerMove(event: PointerEvent) {
        const box = (event.currentTarget as Element).getBoundingClientRect();
        setIndex(clamp(place(event.clientX - box.left)));
      },
      onPointerLeave() {
        setIndex(null);
      },
      onBlur() {
        setIndex(null);
      },
      onKeyDown(event: KeyboardEvent) {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        if (step !== 0) setIndex(clamp((index ?? (step > 0 ? -1 : count)) + step));
        else if (event.key === 'Home') setIndex(0);
        else if (event.key === 'End') setIndex(clamp(count - 1));
        else if (event.key === 'Escape') setIndex(null);
        else return;
        event.preventDefault();
      },
    },
  };
}
