import { view } from '../../app/state.ts';
import { useTouchpoints } from '../../app/use-touchpoints.ts';
import { Touchpoint } from '../../ui/name.tsx';
import { TouchpointSelect } from '../../ui/touchpoint-select.tsx';
import { touchpointName } from '../../words/registry-names.ts';
import { words } from '../../words/words.ts';
import { leaveOut, putBack } from './node-actions.ts';

const say = words({
  'Leave out': 'Auslassen',
  'nothing more': 'nichts weiter',
  'Left out': 'Ausgelassen',
  'Put back {touchpoint}': '{touchpoint} zurückholen',
});

/** Touchpoints whose touches are taken out of paths: one more, and each to put back. */
export function LeftOut() {
  const { exclude } = view.value.flow;
  const { list } = useTouchpoints();
  return (
    <>
      <label class="control">
        <span class="control-label">{say('Leave out')}</span>
        <TouchpointSelect
          label={say('Leave out')}
          value={null}
          touchpoints={(list ?? []).filter(({ key }) => !exclude.includes(key))}
          none={say('nothing more')}
          onChange={(key) => {
            if (key !== null) leaveOut(key);
          }}
        />
      </label>
      {exclude.length > 0 && (
        <span class="control" role="group" aria-label={say('Left out')}>
          {exclude.map((key) => (
            <span key={key} class="chip">
              <Touchpoint of={key} />
              <button
                type="button"
                aria-label={say('Put back {touchpoint}', { touchpoint: touchpointName(key) })}
                onClick={() => putBack(key)}
              >
                ×
              </button>
            </span>
          ))}
        </span>
      )}
    </>
  );
}
