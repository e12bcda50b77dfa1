import type { BreakdownField } from '@touchtrail/contract';
import { entryChannelParams, entryChannelSql } from './entry-channel.ts';
import type { Params } from './scope.ts';

const columns: Readonly<Record<string, string>> = {
  channel: 'toString(channel)',
  entry_channel: entryChannelSql,
  device: 'toString(device_type)',
  browser: 'toString(browser)',
  os: 'toString(os)',
  country: 'toString(country)',
  campaign_source: 'toString(campaign_source)',
  campaign_medium: 'toString(campaign_medium)',
  campaign_name: 'toString(campaign_name)',
  account_id: 'account_id',
};

/**
 * A field of a touch as SQL text, empty without a value, and the values for its places.
 *
 * @param name what the place is called that holds the name of a prop
 */
export function fieldSql(field: BreakdownField, name: string): { sql: string; params: Params } {
  const sql = columns[field];
  if (sql !== undefined) {
    return { sql, params: field === 'entry_channel' ? entryChannelParams : {} };
  }
  const key = `{${name}:String}`;
  return {
    sql: `if(JSONType(props, ${key}) = 'String', JSONExtractString(props, ${key}), JSONExtractRaw(props, ${key}))`,
    params: { [name]: field.slice('props.'.length) },
  };
}
