import { commonParameters } from '../../app/state.ts';
import { useCompared } from '../../app/use-compared.ts';
import { answerOf, useReport } from '../../app/use-report.ts';
import { BehindPanel } from '../../ui/behind-panel.tsx';
import { ComparedWith } from '../../ui/compared.tsx';
import { Answer } from '../../ui/states.tsx';
import { TooYoung } from '../../ui/too-young.tsx';
import { screenTitle } from '../../words/screens.ts';
import { Losses } from './losses.tsx';
import { Curve, ReturnMatrix, ReturnPoints } from './returns.tsx';

const returnDays = { rows: 100 };

/** Where journeys break, who comes back, and to where. */
export function DropOff() {
  const common = commonParameters.value;
  const dropOff = useReport('drop-off', common);
  const reEntry = useReport('re-entry', common && { ...common, top: 200 });
  const losses = useCompared('drop-off');
  // Its table's rows are not drawn: days of the curve are a kind of rows of their own.
  const returns = useCompared('re-entry', returnDays);
  return (
    <>
      <h1>{screenTitle('drop-off')}</h1>
      <ComparedWith of={losses} />
      <Answer state={dropOff} height={420}>
        {(report) => (
          <>
            <TooYoung report={report} />
            <Losses report={report} of={losses} />
          </>
        )}
      </Answer>
      <Answer state={reEntry} height={420}>
        {(report) => (
          <>
            <div class="pair wide-right">
              <Curve of={returns} report={report} said={answerOf(dropOff)?.warnings ?? []} />
              <ReturnMatrix report={report} />
            </div>
            <ReturnPoints report={report} />
          </>
        )}
      </Answer>
      <BehindPanel />
    </>
  );
}
