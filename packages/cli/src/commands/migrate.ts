import { migrationStatus } from '@touchtrail/store';
import type { Command } from '../context.ts';
import { flag } from '../context.ts';
import { textTable } from '../terminal/text-table.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  args: '',
  arity: [0, 0],
  summary: 'Bring the tables up to date (start does this too)',
  options: { json: { type: 'boolean', help: 'print JSON' } },
  examples: [
    'touchtrail migrate',
    'CLICKHOUSE_URL=http://user:pass@db:8123/touchtrail touchtrail migrate',
  ],
  async run(context, options) {
    // Opening the store migrates; what is left to do here is to tell.
    const states = await context.withStore((store) => migrationStatus(store.connection));
    if (flag(options, 'json')) {
      context.out(`${JSON.stringify(states)}\n`);
      return 0;
    }
    const rows = states.map((state) => ({
      ...state,
      appliedAt: state.appliedAt === null ? null : new Date(state.appliedAt).toISOString(),
    }));
    const columns = ['version', 'name', 'state', 'appliedAt'];
    context.out(
      textTable(
        columns.map((key) => ({ key, label: key })),
        rows,
        { bold: context.colour.stdout },
      ),
    );
    return 0;
  },
};
