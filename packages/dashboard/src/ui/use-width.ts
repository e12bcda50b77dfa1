import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** What was measured last, by what was guessed: alike charts have like rooms. */
const measured = new Map<number, number>();

/**
 * The width of an element in CSS pixels, followed. Charts are drawn at true size, so that text is.
 *
 * @param guess what it is taken for before anything like it was measured; it is corrected before it is seen.
 */
export function useWidth<T extends HTMLElement>(guess: number): [RefObject<T | null>, number] {
  const ref = useRef<T | null>(null);
  const [width, setWidth] = useState(measured.get(guess) ?? guess);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    // It tells the first width too, between layout and paint: to read it here would lay out twice.
    const observer = new ResizeObserver(() => {
      const next = Math.floor(element.clientWidth);
      if (next <= 0) return;
      measured.set(guess, next);
      setWidth(next);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
