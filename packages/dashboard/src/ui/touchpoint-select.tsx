import type { TouchpointSummary } from '@touchtrail/contract';

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
  const known = value === null || touchpoints.some(({ key }) => key === value);
  return (
    <select
      class="touchpoint-select"
      aria-label={props.label}
      title={value ?? undefined}
      value={value ?? ''}
      onChange={(event) => props.onChange(event.currentTarget.value || null)}
    >
      {props.none !== undefined && <option value="">{props.none}</option>}
      {!known && value !== null && <option value={value}>{`${value} (not seen here)`}</option>}
      {touchpoints.map(({ key }) => (
        <option key={key} value={key}>
          {key.length > 60 ? `${key.slice(0, 59)}…` : key}
        </option>
      ))}
    </select>
  );
}
