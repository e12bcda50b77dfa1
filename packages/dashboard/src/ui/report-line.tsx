import { zone } from '../app/state.ts';
import { PopulationLine } from './population-line.tsx';

/** The population line in the site's time zone. */
export function ReportLine(props: {
  report: Parameters<typeof PopulationLine>[0]['report'];
  said?: readonly string[];
}) {
  return (
    <PopulationLine
      report={props.report}
      timeZone={zone.value}
      {...(props.said && { said: props.said })}
    />
  );
}
