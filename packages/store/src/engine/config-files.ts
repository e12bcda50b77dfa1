import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { visibleByTable } from '../people/visible.ts';
import { makeDirectory } from './make-directory.ts';

export interface EngineConfig {
  /** Directory of the engine inside the data directory. */
  directory: string;
  /** Password of `svc`, the service itself. */
  servicePassword: string;
  /** Password of `bi`, the read-only user for Grafana and the like. */
  readerPassword: string;
  /** The one database that `bi` may read. */
  database: string;
  /** Bytes the engine may use. */
  memoryLimit: number;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** The letters that base64 of any text with this beginning begins with. */
const base64Start = (text: string) =>
  Buffer.from(text)
    .toString('base64')
    .slice(0, Math.floor((text.length * 8) / 6));
const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Tables that nobody needs for charts: secrets, hashes of tokens, and who did what. */
const secretTables = [
  'installation',
  'site_secrets',
  'tokens',
  'keys',
  'hooks',
  'segments',
  'segment_changes',
  'finding_watches',
  'hashed_ids',
  'audit_log',
];

// The engine's own session logs in as `default` without a password; it needs no more than these two.
const users = (config: EngineConfig) => `<clickhouse>
  <profiles>
    <!-- An answer may wait an hour for its reader, a pipe into a pager does; heeded here only. -->
    <default><http_send_timeout>3600</http_send_timeout></default>
    <reading><readonly>2</readonly><max_execution_time>60</max_execution_time></reading>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile><quota>default</quota>
      <grants>
        <query>GRANT SYSTEM LISTEN ON *.*</query>
        <query>GRANT CREATE TEMPORARY TABLE ON *.*</query>
      </grants>
    </default>
    <svc>
      <password_sha256_hex>${sha256(config.servicePassword)}</password_sha256_hex>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile><quota>default</quota>
      <access_management>1</access_management>
    </svc>
    <bi>
      <password_sha256_hex>${sha256(config.readerPassword)}</password_sha256_hex>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>reading</profile><quota>default</quota>
      <grants>
        <query>GRANT SELECT, SHOW ON ${config.database}.*</query>
        ${secretTables.map((table) => `<query>REVOKE SELECT ON ${config.database}.${table}</query>`).join('\n        ')}
      </grants>
      <databases>
        <${config.database}>
          ${Object.entries(visibleByTable)
            .filter(([table]) => !secretTables.includes(table))
            .map(
              ([table, sql]) =>
                `<${table}><filter>${sql.replace('FROM ', `FROM ${config.database}.`)}</filter></${table}>`,
            )
            .join('\n          ')}
        </${config.database}>
      </databases>
    </bi>
  </users>
</clickhouse>
`;

// `default` has no password, and any web page may post to a loopback port. Only requests that name one
// of our users in a header reach a query: a header no page can set across origins.
const handlers = `<http_handlers>
    <rule>
      <url>/ping</url>
      <handler><type>ping</type></handler>
    </rule>
    <rule>
      <headers><X-ClickHouse-User>regex:^(svc|bi)$</X-ClickHouse-User></headers>
      <handler><type>dynamic_query_handler</type><query_param_name>query</query_param_name></handler>
    </rule>
    <rule>
      <headers><Authorization>regex:^Basic (${base64Start('svc:')}|${base64Start('bi:')})[A-Za-z0-9+/=]*$</Authorization></headers>
      <handler><type>dynamic_query_handler</type><query_param_name>query</query_param_name></handler>
    </rule>
  </http_handlers>`;

const main = (config: EngineConfig, usersFile: string, logs: string) => `<clickhouse>
  <users_config>${escape(usersFile)}</users_config>
  <max_server_memory_usage>${config.memoryLimit}</max_server_memory_usage>
  <max_concurrent_queries>100</max_concurrent_queries>
  ${handlers}
  <!-- <level> inside <logger> is not heeded by an engine started as a library -->
  <log-level>warning</log-level>
  <logger>
    <log>${escape(path.join(logs, 'engine.log'))}</log>
    <errorlog>${escape(path.join(logs, 'engine.error.log'))}</errorlog>
    <size>20M</size>
    <count>3</count>
  </logger>
</clickhouse>
`;

/** Where everything of the engine lies. */
export const engineLayout = (directory: string) => ({
  data: path.join(directory, 'data'),
  logs: path.join(directory, 'log'),
  configFile: path.join(directory, 'config.xml'),
  usersFile: path.join(directory, 'users.xml'),
  startLog: path.join(directory, 'log', 'start.log'),
});

/** Writes the engine's configuration, readable by this user only. */
export function writeConfig(config: EngineConfig): void {
  const at = engineLayout(config.directory);
  for (const directory of [config.directory, at.data, at.logs]) {
    makeDirectory(directory);
  }
  for (const [file, text] of [
    [at.usersFile, users(config)],
    [at.configFile, main(config, at.usersFile, at.logs)],
  ] as const) {
    writeFileSync(file, text, { mode: 0o600 });
    chmodSync(file, 0o600);
  }
}
