/**
 * ClickHouse: embedded engine, migrations, spool, reader, sites.
 *
 * @module
 */
export type * from './types.ts';
export type * from './site-types.ts';
export type * from './token-types.ts';
export type * from './people/types.ts';
export { erasureSteps } from './people/types.ts';
export { startHousekeeping } from './people/housekeeping.ts';
export type { Housekeeping, HousekeepingOptions } from './people/housekeeping.ts';
export { StoreError, isStoreError } from './errors.ts';
export { errorSummary } from './error-summary.ts';
export type { StoreErrorCode } from './errors.ts';
export { openStore } from './open-store.ts';
export { keepMemoryLean } from './lean-memory.ts';
export type { Inserted } from './spool/drain.ts';
export { decodeEventRows, encodeEventRows, unfitColumn } from './row-format/row-codec.ts';
export { clockSkew, toEventRow } from './event-row.ts';
export type { EventMeta } from './event-row.ts';
export { idKey, idKinds } from './identity/types.ts';
export type { Edge, IdKey, IdKind } from './identity/types.ts';
export type { AccountFacts } from './accounts/account-facts.ts';
export { answeredBadly } from './segments/membership.ts';
export type { PeopleQuery, SegmentMembership, WaitingChanges } from './segments/membership.ts';
export { VersionConflict } from './add-version.ts';
export { KeptConflict } from './kept/kept-items.ts';
export type { KeptItems, KeptNoun } from './kept/kept-items.ts';
export type { ActionStore, AnnotationStore, SavedViewStore } from './kept/kinds.ts';
export type { FindingStore, KeptWatch, WaitingNews } from './findings/finding-store.ts';
export type { FoundTopics, FoundTopicWords } from './topics/found-topics.ts';
export type { PersonaName, PersonaNames } from './personas/persona-names.ts';
export type { SegmentStore, WatchedSegment } from './segments/segment-store.ts';
export type { PeopleSearch } from './profile/search-people.ts';
export { writtenKey } from './identity/written-key.ts';
export type { Identity } from './identity/open-identity.ts';
export type { IdentityRule } from './identity/rules.ts';
export { eventNamespace, eventUuid } from './event-uuid.ts';
export { compileFieldPolicies, hashedValue } from './consent/field-policies.ts';
export type { FieldPolicies } from './consent/field-policies.ts';
export { openImportGate } from './consent/import-gate.ts';
export type { ImportGate } from './consent/import-gate.ts';
export { privacyCounts } from './consent/refused-counts.ts';
export type { PrivacyCount } from './consent/refused-counts.ts';
export { openWithdrawals } from './consent/withdrawals.ts';
export type { ConsentIds, Withdrawals, WithdrawalsOptions } from './consent/withdrawals.ts';
export type { EnrichOptions, EnrichProgress, EnrichResult, Enrichment } from './enrich/rerun.ts';
export { signingKeyOf } from './keys.ts';
export type { JourneyDefinitions } from './journeys/definitions.ts';
export type { Journeys, JourneyStatus } from './journeys/open-journeys.ts';
export type { KeyStore, KeySummary, NewKey, SecretKey } from './keys.ts';
export type { SiteSecrets } from './site-secrets.ts';
export type {
  OpenedStream,
  StreamCompression,
  StreamFormat,
  StreamQuery,
  StreamReader,
} from './stream-reader.ts';
export { SiteConflict, siteVersion } from './site-version.ts';
export { newWriteKey } from './sites.ts';
export { parseClickhouseUrl } from './client.ts';
export { hookPresets } from './offline/hook-presets.ts';
export type { HookPreset } from './offline/hook-presets.ts';
export type { Hook, HookStore } from './offline/hooks.ts';
export { mapPayload } from './offline/map-payload.ts';
export type { Mapped, MappedEvent } from './offline/map-payload.ts';
export { calledOf, phoneNumber } from './offline/phone-number.ts';
export { createLeaseJoin } from './offline/lease-join.ts';
export type { Lease, LeaseJoin } from './offline/lease-join.ts';
export type { PhonePool, PhoneStore } from './offline/phone.ts';
export type { CostStore, CurrencyRate, MarketingCost } from './costs/costs.ts';
export { linkHash } from './offline/links.ts';
export type { FoundLink, Link, LinkFacts, LinkStore } from './offline/links.ts';
export { migrate, migrationStatus } from './migrations/migrate.ts';
export type { MigrateOptions, MigrationState } from './migrations/migrate.ts';
export type { Migration } from './migrations/migration-files.ts';
export type {
  QuarantineEntry,
  QuarantineFilter,
  QuarantineStore,
  QuarantineSummary,
} from './quarantine/quarantine-store.ts';
export type { Resent, SetAside, SetAsideStore } from './quarantine/set-aside.ts';
export type { RegistrySpan, RegistryStore, SaveOptions, Saved } from './registry/open-registry.ts';
export { RegistryConflict, RegistryError } from './registry/registry-error.ts';
export type { StoredVersion } from './registry/versions.ts';
export { openReplayGuard } from './replay/open-replay-guard.ts';
export type { ReplayGuardOptions } from './replay/open-replay-guard.ts';
export type { ReplayGuard } from './replay/replay-guard.ts';
export * as blocks from './blocks/columns.ts';
export { whenAborted } from './when-aborted.ts';
