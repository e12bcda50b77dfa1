/** A choice of few, as radio buttons: arrow keys work as people expect. */
export function Segmented<T extends string>(props: {
  label: string;
  name: string;
  value: T | null;
  /** `why` says why an option cannot be chosen here. */
  options: readonly { value: T; label: string; why?: string | undefined }[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset class="segmented">
      <legend class="hidden">{props.label}</legend>
      {props.options.map(({ value, label, why }) => (
        <label key={value} title={why}>
          <input
            type="radio"
            name={props.name}
            value={value}
            checked={value === props.value}
            disabled={why !== undefined}
            aria-description={why}
            onChange={() => props.onChange(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
