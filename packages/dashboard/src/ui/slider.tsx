import { useEffect, useId, useRef, useState } from 'preact/hooks';

/** So long after the last change it is taken over: who drags asks one question, not one a step. */
const settleMs = 250;

/** A whole number between two limits, dragged or by the arrow keys. */
export function Slider(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  /** How much an arrow key changes; 1 unless given. */
  step?: number;
  /** How the value reads; the bare number unless given. */
  text?: (value: number) => string;
  onChange: (value: number) => void;
}) {
  const { value, min, max, step = 1, text = String } = props;
  const [moved, setMoved] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const take = useRef(props.onChange);
  take.current = props.onChange;
  const id = useId();
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = moved ?? value;
  return (
    <span class="control slider">
      <label class="control-label" for={id}>
        {props.label}
      </label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={shown}
        aria-valuetext={text(shown)}
        onInput={(event) => {
          const next = event.currentTarget.valueAsNumber;
          setMoved(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            setMoved(undefined);
            take.current(next);
          }, settleMs);
        }}
      />
      <output for={id}>{text(shown)}</output>
    </span>
  );
}
