/** One of several, with the words of each. */
export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly T[];
  word: (option: T) => string;
  onChange: (value: T) => void;
}) {
  return (
    <label class="control">
      <span class="control-label">{props.label}</span>
      <select
        value={props.value}
        onChange={(event) => {
          const found = props.options.find((one) => one === event.currentTarget.value);
          if (found !== undefined) props.onChange(found);
        }}
      >
        {props.options.map((one) => (
          <option key={one} value={one}>
            {props.word(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
