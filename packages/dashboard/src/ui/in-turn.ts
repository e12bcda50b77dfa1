import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { whenIdle } from '../app/when-idle.ts';

/** Elements of the page that are in sight and take part. */
const inSight = new Set<Element>();

/** Whether an element is the first of those in sight, or none is known to be. */
const isFirst = (element: Element | null): boolean =>
  element === null ||
  inSight.size === 0 ||
  (inSight.has(element) &&
    [...inSight].every(
      (other) => (element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING) === 0,
    ));

/**
 * What many elements of a page follow at once, taken over by the first in sight now and by the others behind
 * the next frame, one after the other: so that a press is answered at once by what is looked at.
 *
 * @param own the element that follows.
 */
export function useInTurn<Value>(wanted: Value, own: RefObject<Element | null>): Value {
  const taken = useRef(wanted);
  const [, drawAgain] = useState(0);
  useLayoutEffect(() => {
    const element = own.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) inSight.add(element);
      else inSight.delete(element);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      inSight.delete(element);
    };
  }, []);
  if (taken.current !== wanted && isFirst(own.current)) taken.current = wanted;
  useEffect(() => {
    if (taken.current === wanted) return undefined;
    return whenIdle(() => {
      taken.current = wanted;
      drawAgain((count) => count + 1);
    });
  }, [wanted]);
  return taken.current;
}
