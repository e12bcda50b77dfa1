import type { RegistryChange } from '@touchtrail/contract';
import { DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { whenText } from './matcher-form.ts';
import { say } from './say.ts';

const sections = {
  phases: 'Phases in order',
  channels: 'Names of channels',
  departments: 'Departments',
  topics: 'Topics of feedback',
  touchpoints: 'Touchpoints',
  rules: 'Rules',
} as const;

const written = (value: unknown): string =>
  value === undefined || value === null
    ? '–'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

const whatChanged = ({ fields, rule }: RegistryChange): string => {
  if (rule) return `${whenText(rule.when)} → ${rule.touchpoint}`;
  return (fields ?? [])
    .map(({ field, before, after }) => `${field}: ${written(before)} → ${written(after)}`)
    .join(' · ');
};

/** Differences of two registries, as a table. */
export function Changes({ caption, changes }: { caption: string; changes: RegistryChange[] }) {
  return (
    <DataTable
      caption={caption}
      rows={changes}
      empty={say('Nothing.')}
      rowKey={(one) => `${one.section} ${one.kind} ${one.key}`}
      columns={[
        {
          label: say('Change'),
          cell: ({ section, kind }) => `${say(sections[section])}: ${say(kind)}`,
        },
        { label: say('Key'), cell: ({ key }) => <Name>{key}</Name> },
        {
          label: say('What is changed'),
          cell: (one) => <bdi class="rule">{whatChanged(one)}</bdi>,
        },
      ]}
    />
  );
}
