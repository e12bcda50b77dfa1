import { words } from '../words/words.ts';

const say = words({ 'Fewer: {what}': 'Weniger: {what}', 'More: {what}': 'Mehr: {what}' });

/** A small whole number between two limits. */
export function Stepper(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  /** How much a press changes; 1 unless given. */
  step?: number;
  onChange: (value: number) => void;
}) {
  const { value, min, max, step = 1, onChange } = props;
  return (
    <div class="stepper" role="group" aria-label={props.label}>
      <span class="control-label">{props.label}</span>
      <button
        type="button"
        aria-label={say('Fewer: {what}', { what: props.label })}
        disabled={value <= min}
        onClick={() => onChange(Math.max(min, value - step))}
      >
        −
      </button>
      <output>{value}</output>
      <button
        type="button"
        aria-label={say('More: {what}', { what: props.label })}
        disabled={value >= max}
        onClick={() => onChange(Math.min(max, value + step))}
      >
        +
      </button>
    </div>
  );
}
