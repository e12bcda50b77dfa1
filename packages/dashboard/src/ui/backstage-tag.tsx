import { isBackstage } from '../words/registry-names.ts';
import { words } from '../words/words.ts';

const say = words({
  backstage: 'hinter der Bühne',
  'People do not see it: no step of a journey, and left out of reports.':
    'Menschen sehen es nicht: kein Schritt einer Reise, und Berichte lassen es aus.',
});

/** The word for a touch that people did not see. */
export const backstageWord = (): string => say('backstage');

/** Whether a touch was no step: conversions and feedback are the person's wherever they happen. */
export const wasBackstage = (touch: { touchpoint: string; type: string }): boolean =>
  touch.type === 'touch' && isBackstage(touch.touchpoint);

/** Says of a touch that people did not see it. */
export function BackstageTag({ touch }: { touch: { touchpoint: string; type: string } }) {
  if (!wasBackstage(touch)) return null;
  return (
    <span
      class="tag"
      title={say('People do not see it: no step of a journey, and left out of reports.')}
    >
      {backstageWord()}
    </span>
  );
}
