import type { TouchpointSummary } from '@touchtrail/contract';
import { words } from '../words/words.ts';
import { touchpointName } from '../words/registry-names.ts';

const say = words({ '{key} (not seen here)': '{key} (hier nicht gesehen)' });
/** A list longer than this is slow to open; the rest is found by search. */
const longest = 1_000;

const shortened = (name: string): string => (name.length > 60 ? `${name.slice(0, 59)}…` : name);

/** A choice among the touchpoints the site has seen. One from a link that is unknown here stays and is marked. */
export function TouchpointSelect(props: {
  label: string;
  value: string | null;
  touchpoints: readonly TouchpointSummary[];
  /** The words of the empty choice; without it a touchpoint must be chosen. */
  none?: string;
  onChange: (value: string | null) => void;
}) {
  const { value, touchpoints } = props;
  const listed = touchpoints.slice(0, longest);
  const missing = value !== null && !listed.some(({ key }) => key === value) ? value : null;
  const seen = missing !== null && touchpoints.some(({ key }) => key === missing);
  return (
    <select
      class="touchpoint-select"
      aria-label={props.label}
      title={value ?? undefined}
      value={value ?? ''}
      onChange={(event) => props.onChange(event.currentTarget.value || null)}
    >
      {props.none !== undefined && <option value="">{props.none}</option>}
      {missing !== null && (
        <option value={missing}>
          {seen
            ? touchpointName(missing)
            : say('{key} (not seen here)', { key: touchpointName(missing) })}
        </option>
      )}
      {listed.map(({ key }) => (
        <option key={key} value={key}>
          {shortened(touchpointName(key))}
        </option>
      ))}
    </select>
  );
}
