import { fieldsOf } from '../fields.ts';
import type { Module } from '../module.ts';
import { fileOf, keyOf, marked, nearest, off } from './element.ts';

/**
 * Videos of `<video>`: the first play is a touch (`video.played`), the quarters reached
 * (`video.progressed`) and the end (`video.completed`) are interactions. Reached is a position, not
 * watched time. Background videos (`autoplay` and `muted`) are left out.
 */
export const video: Module = (core) => {
  /** Percent reached; holds no element back from being collected. */
  const reached = new WeakMap<EventTarget, number>();
  const played = ({ type, target }: Event) => {
    const media = target as HTMLVideoElement;
    const { currentTime, duration, currentSrc } = media;
    // Another source in the same element is another video.
    if (type === 'emptied') reached.delete(media);
    else if (
      media.localName === 'video' &&
      !(media.autoplay && media.muted) &&
      !nearest(media, off)
    ) {
      const before = reached.get(media);
      const percent =
        type === 'ended' ? 100 : Math.min(75, Math.floor((4 * currentTime) / duration) * 25) || 0;
      const props = {
        video: keyOf(media, 'data-touchpoint-name', 'id', 'name') ?? fileOf(currentSrc),
        seconds: Math.round(duration),
      };
      if (before === undefined) {
        if (type !== 'playing') return;
        const touchpoint = marked(media)?.dataset['touchpoint'];
        core._record('touch', fieldsOf('video.played', { touchpoint, props }));
      } else if (percent > before) {
        core._interact(
          percent > 75 ? 'video.completed' : 'video.progressed',
          percent > 75 ? props : { ...props, percent },
        );
      } else return;
      reached.set(media, percent);
    }
  };
  for (const type of ['playing', 'timeupdate', 'ended', 'emptied']) {
    core._listen(document, type, played);
  }
};
