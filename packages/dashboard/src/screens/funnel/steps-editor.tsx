import type { TouchpointSummary } from '@touchtrail/contract';
import { limits, windows } from '../../app/view-state.ts';
import { TouchpointSelect } from '../../ui/touchpoint-select.tsx';

const windowWords: Record<(typeof windows)[number], string> = {
  '1h': '1 hour',
  '1d': '1 day',
  '7d': '7 days',
  '14d': '14 days',
  '30d': '30 days',
  '90d': '90 days',
  none: 'no limit',
};

const moved = (steps: readonly string[], from: number, by: number): string[] => {
  const next = [...steps];
  const [step] = next.splice(from, 1);
  if (step !== undefined) next.splice(from + by, 0, step);
  return next;
};

/** The funnel's steps in order: chosen, moved and removed by buttons and keyboard alike. */
export function StepsEditor(props: {
  steps: readonly string[];
  window: string;
  touchpoints: readonly TouchpointSummary[];
  suggested: boolean;
  onSteps: (steps: string[]) => void;
  onWindow: (window: string) => void;
}) {
  const { steps, touchpoints, onSteps } = props;
  const unused = touchpoints.find(({ key }) => !steps.includes(key)) ?? touchpoints[0];
  return (
    <div class="steps-editor no-print">
      <ol>
        {steps.map((step, index) => (
          <li key={`${index}${step}`}>
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
            <TouchpointSelect
              label={`Step ${index + 1}`}
              value={step}
              touchpoints={touchpoints}
              onChange={(key) => {
                if (key !== null) onSteps(steps.map((old, at) => (at === index ? key : old)));
              }}
            />
            <span class="step-buttons">
              <button
                type="button"
                aria-label={`Move step ${index + 1} up`}
                disabled={index === 0}
                onClick={() => onSteps(moved(steps, index, -1))}
              >
                ↑
              </button>
              <button
                type="button"
                aria-label={`Move step ${index + 1} down`}
                disabled={index === steps.length - 1}
                onClick={() => onSteps(moved(steps, index, 1))}
              >
                ↓
              </button>
              <button
                type="button"
                aria-label={`Remove step ${index + 1}`}
                onClick={() => onSteps(steps.filter((_, at) => at !== index))}
              >
                ×
              </button>
            </span>
          </li>
        ))}
      </ol>
      <div class="controls">
        <button
          type="button"
          class="button"
          disabled={!unused || steps.length >= limits.funnelSteps}
          onClick={() => {
            if (unused) onSteps([...steps, unused.key]);
          }}
        >
          Add a step
        </button>
        <label class="control">
          <span class="control-label">Window</span>
          <select
            value={props.window}
            onChange={(event) => props.onWindow(event.currentTarget.value)}
            title="From the first step of a try, inclusive"
          >
            {windows.map((one) => (
              <option key={one} value={one}>
                {windowWords[one]}
              </option>
            ))}
          </select>
        </label>
        {props.suggested && (
          <span class="quiet">Proposed from the most trodden road: change it to your own.</span>
        )}
      </div>
    </div>
  );
}
