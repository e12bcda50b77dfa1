import type { Module } from '../module.ts';
import type { Props } from '../types.ts';
import { fileOf, keyOf, marked, touch, watch } from './element.ts';

/**
 * Videos of `<video>`: the first play is a touch (`video.played`), the quarters reached
 * (`video.progressed`) and the end (`video.completed`) are interactions. Reached is a position, not
 * watched time. Background videos (`autoplay` and `muted`) are left out.
 */
export const video: Module = (core) => {
  /** Percent reached; holds no element back from being collected. */
  const reached = new WeakMap<Element, number>();
  watch(core, 'playing timeupdate emptied', (element, { type }: Event) => {
    const { localName, autoplay, muted, currentTime, duration, currentSrc } =
      element as HTMLVideoElement;
    const before = reached.get(element);
    const percent = Math.floor((4 * currentTime) / duration) * 25 || 0;
    // Another source in the same element is another video.
    if (type === 'emptied') reached.delete(element);
    else if (
      localName === 'video' &&
      !(autoplay && muted) &&
      (before === undefined ? type === 'playing' : percent > before)
    ) {
      reached.set(element, percent);
      const props = {
        video: keyOf(element, 'id name') ?? fileOf(currentSrc),
        seconds: Math.round(duration),
        percent,
      };
      if (before === undefined) touch(core, 'video.played', props, marked(element));
      else core._interact(percent > 75 ? 'video.completed' : 'video.progressed', props as Props);
    }
  });
};
