// Made from the Rust types of crates/json by `npm run types`; not to be edited.

/**
 * What is accepted though it is refused unless somebody says so. Likewise.
 */
export type Acceptable =
  | "untrusted"
  | "android-safetynet"
  | "no-cts-profile-match"
  | "safetynet-time"
  | "rs1"
  | "short-challenge"
  | "software-key"
  | "any-origin"
  | "any-account";
/**
 * How the relying party came to the account: §7.2 step 6.
 */
export type AccountKnown = "identified" | "discovered";
export type AttestationConveyance = "none" | "indirect" | "direct" | "enterprise";
export type AuthenticationMode =
  "passkey" | "account" | "decoy" | "conditional" | "immediate" | "immediate_mediation" | "step_up";
/**
 * Bytes, written as base64url without padding.
 */
export type Bytes = string;
export type AuthenticatorAttachment = "platform" | "cross-platform";
export type Hint = "security-key" | "client-device" | "hybrid";
/**
 * A time, as `2026-01-31T12:00:00Z` or as seconds since 1970.
 */
export type Time = string | number;
export type UserVerification = "required" | "preferred" | "discouraged";
export type RegistrationMode = "passkey" | "security_key" | "conditional";
export type ResidentKey = "discouraged" | "preferred" | "required";
/**
 * How `create()` or `get()` was called.
 */
export type Mediation = "optional" | "conditional" | "required" | "silent";
/**
 * What is refused though the specification leaves it the choice. The documentation of
 * [`Verifier`](crate::Verifier) says what each is.
 */
export type Refusable =
  | "registered"
  | "single-device"
  | "multi-device"
  | "not-backed-up"
  | "counter-not-grown"
  | "no-attestation"
  | "self-attestation"
  | "untrusted"
  | "sha1"
  | "software-key"
  | "android-safetynet"
  | "no-cts-profile-match"
  | "cbor-not-canonical"
  | "token-binding"
  | "anchor-in-chain"
  | "u2f-aaguid"
  | "safetynet-time"
  | "unsolicited-extensions";
export type ReportsAbout = "certificate" | "model";
/**
 * What is asked of the standing of certificates.
 */
export type RevocationDemand = "where_given" | "required";
export type UnknownModels = "refused" | "as_without_metadata";
export type OptionsMediation = "silent" | "optional" | "conditional" | "required" | "immediate";
export type UiMode = "immediate";

/**
 * Anchors for one format, one model, or both.
 */
export interface Anchors {
  anchors_pem: string[];
  format?: string | null;
  model?: string | null;
}
/**
 * What was attested, and whether it is trusted.
 */
export interface Attestation {
  /**
   * The attestation statement format.
   */
  format: string;
  /**
   * The statement, or each of a compound one.
   */
  statements: Statement[];
  /**
   * Whether it was held against the configuration's anchors or metadata, and what came of it;
   * `None` where there are none.
   */
  trusted: boolean | null;
  /**
   * Why it is not trusted, where that was accepted.
   */
  untrusted: Refusal | null;
}
/**
 * An attestation statement that was verified.
 */
export interface Statement {
  /**
   * What was made of it: `none`, `self`, `known_self` (of a model that metadata have),
   * `trusted`, or `unassessed`.
   */
  assessment: "none" | "self" | "known_self" | "trusted" | "unassessed";
  /**
   * Its type: `none`, `self`, `basic`, `basic_or_att_ca`, `att_ca`, `anon_ca`.
   */
  attestation_type: "none" | "self" | "basic" | "basic_or_att_ca" | "att_ca" | "anon_ca";
  /**
   * Its certificates, leaf first: DER as base64url.
   */
  certificates: string[];
  /**
   * Its format.
   */
  format: string;
  /**
   * What metadata say of the model.
   */
  model: Model | null;
}
/**
 * What metadata say of an authenticator model.
 */
export interface Model {
  /**
   * Its AAGUID, as a UUID.
   */
  aaguid: string | null;
  /**
   * The highest level at which it is certified.
   */
  certification: string | null;
  /**
   * A picture as a `data:` URL, of the vendor's: show it as an image and nothing else.
   */
  icon: string | null;
  /**
   * What it is called.
   */
  name: string;
  /**
   * What else someone should know: statuses.
   */
  notices: string[];
  /**
   * Since when, as `2026-01-31`.
   */
  since: string | null;
  /**
   * The status reported last.
   */
  status: string | null;
}
/**
 * Which step of the specification refused a response, and how.
 */
export interface Refusal {
  /**
   * The section's address.
   */
  link: string;
  /**
   * The same in words, with what was expected and found.
   */
  message: string;
  /**
   * How it failed: `Malformed`, `Missing`, `Mismatch`, `NotAllowed`, `BadSignature`,
   * `Unsupported`, `Expired` or `TooLarge`.
   */
  reason: "Malformed" | "Missing" | "Mismatch" | "NotAllowed" | "BadSignature" | "Unsupported" | "Expired" | "TooLarge";
  /**
   * Where it stands, as `§7.1 step 9`.
   */
  section: string;
  /**
   * The step's name: one of [`Step`], as in the vectors; names stay.
   */
  step: string;
  /**
   * Every step with its outcome, where the call has `"explain": true`.
   */
  steps?: ExplainedStep[] | null;
  /**
   * What the step demands, in one line.
   */
  title: string;
  /**
   * Whether the server has no such credential: the page may then call
   * `signalUnknownCredential()`.
   */
  unknown_credential: boolean;
}
/**
 * A step of the ceremony with what came of it, where the call asked for an explanation.
 */
export interface ExplainedStep {
  /**
   * The section's address.
   */
  link: string;
  /**
   * `passed`, `refused`, `not_applicable` or `not_reached`.
   */
  outcome: "passed" | "refused" | "not_applicable" | "not_reached";
  /**
   * Where it stands, as `§7.1 step 9`.
   */
  section: string;
  /**
   * The step's name: one of [`countersign::Step`].
   */
  step: string;
  /**
   * What the step demands, in one line.
   */
  title: string;
  /**
   * Why it refused or does not apply, in words.
   */
  why: string | null;
}
/**
 * An authentication that passed every step: what the server stores and acts on.
 */
export interface Authentication {
  /**
   * Whether the credential was used through its AppID.
   */
  app_id_used: boolean;
  authenticator_extension_results: AuthenticatorOutputs;
  /**
   * How the backup state differs from the record's: `same`, `backed_up` or
   * `no_longer_backed_up`.
   */
  backup: "same" | "backed_up" | "no_longer_backed_up";
  /**
   * What §6.1.3 suggests to do: as at a registration.
   */
  backup_advice: "nothing" | "have_another_credential" | "offer_password_removal" | "confirm_other_factors";
  /**
   * What the client's extensions returned, as it came: not signed. May hold secrets (prf).
   */
  client_extension_results: {
    [k: string]: unknown;
  } | null;
  counter: Counter;
  /**
   * Whether it ran in a frame of another origin, if the client says so.
   */
  cross_origin: boolean | null;
  /**
   * What was accepted although the text forbids it.
   */
  deviations: Deviation[];
  /**
   * The origin of the page or application.
   */
  origin: string;
  record: CredentialRecord;
  /**
   * Every step with its outcome, where the call has `"explain": true`.
   */
  steps?: ExplainedStep[] | null;
  /**
   * The page around it.
   */
  top_origin: string | null;
  /**
   * Extensions that returned something without being asked.
   */
  unsolicited_extensions: string[];
  /**
   * Whether the user was present.
   */
  user_present: boolean;
  /**
   * Whether the user was verified.
   */
  user_verified: boolean;
  /**
   * What `uvInitialized` of the record may become, once the server has seen another factor as
   * strong as user verification (§7.2 step 24).
   */
  uv_initialized: boolean;
}
/**
 * What the authenticator signed of its extensions.
 */
export interface AuthenticatorOutputs {
  /**
   * credBlob at an authentication: the bytes, as base64url.
   */
  cred_blob?: string | null;
  /**
   * credBlob at a registration: whether it was stored.
   */
  cred_blob_stored?: boolean | null;
  /**
   * credProtect: the level, 1 to 3.
   */
  cred_protect?: number | null;
  /**
   * minPinLength.
   */
  min_pin_length?: number | null;
  /**
   * uvm: user verification method, key protection and matcher protection of each.
   */
  uvm?: [number, number, number][] | null;
}
/**
 * The signature counter against the record's.
 */
export interface Counter {
  /**
   * The authenticator's.
   */
  received: number;
  /**
   * `unused` (both are zero), `grew`, or `did_not_grow`: perhaps the authenticator was cloned.
   */
  standing: "unused" | "grew" | "did_not_grow";
  /**
   * The record's.
   */
  stored: number;
}
/**
 * What was accepted although the text forbids it, or may be read so.
 */
export interface Deviation {
  /**
   * The byte at which it was seen.
   */
  offset: number;
  /**
   * Where that stands.
   */
  section: string;
  /**
   * The name of the step that it departs from.
   */
  step: string;
  /**
   * What it is.
   */
  what: string;
}
/**
 * The record to store in place of the old one.
 */
export interface CredentialRecord {
  /**
   * The authenticator's model, as a UUID.
   */
  aaguid: string;
  /**
   * Whether the credential may be backed up; `null` where it is not known.
   */
  backupEligible: boolean | null;
  /**
   * Whether it was backed up as of the last ceremony.
   */
  backupState: boolean;
  /**
   * The credential ID.
   */
  id: string;
  /**
   * The public key, as a COSE_Key.
   */
  publicKey: string;
  /**
   * The signature counter as of the last ceremony.
   */
  signCount: number;
  /**
   * How the client reached the authenticator, as it said.
   */
  transports: string[];
  /**
   * Whether any ceremony verified the user.
   */
  uvInitialized: boolean;
  /**
   * The version of this form.
   */
  version: 1;
}
/**
 * An authentication response in its parts.
 */
export interface AuthenticationParts {
  authenticator_data: Bytes;
  client_data_json: Bytes;
  client_extension_results?: {
    [k: string]: unknown;
  };
  credential_id: Bytes;
  signature: Bytes;
  user_handle?: Bytes | null;
}
/**
 * What the authenticator signed of its extensions.
 */
export interface AuthenticatorOutputs1 {
  /**
   * credBlob at an authentication: the bytes, as base64url.
   */
  cred_blob?: string | null;
  /**
   * credBlob at a registration: whether it was stored.
   */
  cred_blob_stored?: boolean | null;
  /**
   * credProtect: the level, 1 to 3.
   */
  cred_protect?: number | null;
  /**
   * minPinLength.
   */
  min_pin_length?: number | null;
  /**
   * uvm: user verification method, key protection and matcher protection of each.
   */
  uvm?: [number, number, number][] | null;
}
export interface BeginAuthentication {
  extensions?: {
    [k: string]: unknown;
  } | null;
  hints?: Hint[];
  mode?: AuthenticationMode;
  records?: CredentialRecord1[];
  session?: string;
  time?: Time | null;
  timeout?: number | null;
  user_handle?: Bytes | null;
  user_name?: string | null;
  user_verification?: UserVerification | null;
  valid_for?: number | null;
}
/**
 * What is stored of a credential, as WebAuthn names it (§4).
 */
export interface CredentialRecord1 {
  /**
   * The authenticator's model, as a UUID.
   */
  aaguid: string;
  /**
   * Whether the credential may be backed up; `null` where it is not known.
   */
  backupEligible: boolean | null;
  /**
   * Whether it was backed up as of the last ceremony.
   */
  backupState: boolean;
  /**
   * The credential ID.
   */
  id: string;
  /**
   * The public key, as a COSE_Key.
   */
  publicKey: string;
  /**
   * The signature counter as of the last ceremony.
   */
  signCount: number;
  /**
   * How the client reached the authenticator, as it said.
   */
  transports: string[];
  /**
   * Whether any ceremony verified the user.
   */
  uvInitialized: boolean;
  /**
   * The version of this form.
   */
  version: 1;
}
export interface BeginRegistration {
  algorithms?: number[] | null;
  attestation?: AttestationConveyance | null;
  attestation_formats?: string[];
  authenticator_attachment?: AuthenticatorAttachment | null;
  exclude?: CredentialRecord1[];
  extensions?: {
    [k: string]: unknown;
  } | null;
  hints?: Hint[];
  mode?: RegistrationMode;
  post_quantum?: boolean;
  resident_key?: ResidentKey | null;
  session?: string;
  time?: Time | null;
  timeout?: number | null;
  user: User;
  user_verification?: UserVerification | null;
  valid_for?: number | null;
}
export interface User {
  display_name?: string | null;
  id?: Bytes | null;
  name: string;
}
/**
 * An authentication that was begun.
 */
export interface BegunAuthentication {
  /**
   * To be kept until the response comes: on the server, or sealed where keys are configured.
   */
  ceremony: string;
  /**
   * The last second in which a response is accepted, in seconds since 1970.
   */
  expires: number;
  options: Options;
}
/**
 * For the page: the JSON of the options of `get()`.
 */
export interface Options {
  /**
   * How the browser involves the user.
   */
  mediation?: "silent" | "optional" | "conditional" | "required" | "immediate";
  /**
   * The options in the JSON form of §5.1.8 or §5.1.9.
   */
  publicKey: {
    [k: string]: unknown;
  };
  /**
   * Which user interface the browser shows.
   */
  uiMode?: "immediate";
}
/**
 * A registration that was begun.
 */
export interface BegunRegistration {
  /**
   * To be kept until the response comes: on the server, or sealed where keys are configured.
   */
  ceremony: string;
  /**
   * The last second in which a response is accepted, in seconds since 1970.
   */
  expires: number;
  options: Options1;
  /**
   * The account's user handle, to be stored with it: the one given, or a new one.
   */
  user_handle: string;
}
/**
 * For the page, as `{"publicKey": …}`: the JSON of the options of `create()`.
 */
export interface Options1 {
  /**
   * How the browser involves the user.
   */
  mediation?: "silent" | "optional" | "conditional" | "required" | "immediate";
  /**
   * The options in the JSON form of §5.1.8 or §5.1.9.
   */
  publicKey: {
    [k: string]: unknown;
  };
  /**
   * Which user interface the browser shows.
   */
  uiMode?: "immediate";
}
/**
 * The text of a configuration.
 */
export interface Configuration {
  backend?: string | null;
  decoy_secret?: Bytes | null;
  policy?: Request;
  rp: RelyingPartyConfiguration;
  sealing_keys?: Bytes[];
  trust?: Trust | null;
}
/**
 * What a relying party asks for and what it refuses: `policy` of the configuration, and `request`
 * of a call, which stands before it.
 */
export interface Request {
  accept?: Acceptable[];
  account?: AccountKnown | null;
  algorithms?: number[] | null;
  allow_credentials?: Bytes[] | null;
  challenge?: Bytes | null;
  compound?: number | null;
  extensions?: {
    [k: string]: unknown;
  } | null;
  formats?: string[] | null;
  mediation?: Mediation | null;
  refuse?: Refusable[];
  user_verification?: UserVerification | null;
}
export interface RelyingPartyConfiguration {
  app_id?: string | null;
  cross_origin?: boolean;
  id: string;
  name?: string | null;
  origins: string[];
  related_origins?: string[];
  subdomains_of?: string[];
  top_origins?: string[];
}
/**
 * `trust` of the configuration: what attestation chains must lead to, and what is known of them.
 */
export interface Trust {
  anchors?: Anchors[];
  anchors_pem?: string[];
  android_status_list?: unknown;
  crls?: Bytes[];
  /**
   * What a vector expects; nothing here depends on it.
   */
  expect?: boolean | null;
  metadata?: Metadata | null;
  revocation?: RevocationDemand;
  time?: Time | null;
}
/**
 * `trust.metadata` of the configuration: a BLOB of the FIDO Metadata Service, what it is verified
 * against, and which models are accepted by it.
 */
export interface Metadata {
  anchors_pem: string[];
  at_least?: number | null;
  blob: string;
  certified?: string | null;
  crls?: Bytes[];
  deny?: string[];
  newer_than?: number | null;
  next_update_grace?: number | null;
  only?: string[] | null;
  refuse?: string[];
  refuse_unknown?: boolean;
  reports_about?: ReportsAbout;
  revocation?: RevocationDemand;
  tolerate?: string[];
  unknown_models?: UnknownModels;
}
/**
 * The signature counter against the record's.
 */
export interface Counter1 {
  /**
   * The authenticator's.
   */
  received: number;
  /**
   * `unused` (both are zero), `grew`, or `did_not_grow`: perhaps the authenticator was cloned.
   */
  standing: "unused" | "grew" | "did_not_grow";
  /**
   * The record's.
   */
  stored: number;
}
export interface FinishAuthentication {
  ceremony: string;
  explain?: boolean;
  /**
   * `null` where the server found none.
   */
  record: CredentialRecord1 | null;
  request?: Request;
  response?: AuthenticationParts | null;
  session?: string;
  time?: Time | null;
  user_handle?: Bytes | null;
}
export interface FinishRegistration {
  ceremony: string;
  explain?: boolean;
  request?: Request;
  response?: RegistrationParts | null;
  session?: string;
  time?: Time | null;
}
/**
 * A registration response in its parts, as a vector has them.
 */
export interface RegistrationParts {
  attestation_object: Bytes;
  client_data_json: Bytes;
  client_extension_results?: {
    [k: string]: unknown;
  };
  credential_id: Bytes;
  transports?: string[];
}
/**
 * What the page gives to `navigator.credentials`, with `publicKey` parsed by
 * `parseCreationOptionsFromJSON()` or `parseRequestOptionsFromJSON()`.
 */
export interface Options2 {
  /**
   * How the browser involves the user.
   */
  mediation?: "silent" | "optional" | "conditional" | "required" | "immediate";
  /**
   * The options in the JSON form of §5.1.8 or §5.1.9.
   */
  publicKey: {
    [k: string]: unknown;
  };
  /**
   * Which user interface the browser shows.
   */
  uiMode?: "immediate";
}
/**
 * A registration that passed every step: what the server stores and shows.
 */
export interface Registration {
  /**
   * The credential's COSE algorithm.
   */
  algorithm: number;
  attestation: Attestation1;
  authenticator_extension_results: AuthenticatorOutputs2;
  /**
   * What §6.1.3 suggests to do: `nothing`, `have_another_credential`, `offer_password_removal`
   * or `confirm_other_factors`.
   */
  backup_advice: "nothing" | "have_another_credential" | "offer_password_removal" | "confirm_other_factors";
  /**
   * What the client's extensions returned, as it came: not signed. May hold secrets (prf).
   */
  client_extension_results: {
    [k: string]: unknown;
  } | null;
  /**
   * Whether it ran in a frame of another origin, if the client says so.
   */
  cross_origin: boolean | null;
  /**
   * What was accepted although the text forbids it.
   */
  deviations: Deviation[];
  /**
   * Whether the credential is discoverable, if the client says so; not verified.
   */
  discoverable: boolean | null;
  /**
   * The origin of the page or application.
   */
  origin: string;
  record: CredentialRecord2;
  /**
   * Every step with its outcome, where the call has `"explain": true`.
   */
  steps?: ExplainedStep[] | null;
  /**
   * The page around it.
   */
  top_origin: string | null;
  /**
   * Extensions that returned something without being asked.
   */
  unsolicited_extensions: string[];
  /**
   * The account's user handle, as base64url; `None` where the ceremony was begun elsewhere.
   */
  user_handle: string | null;
  /**
   * Whether the user was present.
   */
  user_present: boolean;
  /**
   * Whether the user was verified.
   */
  user_verified: boolean;
}
/**
 * What was attested.
 */
export interface Attestation1 {
  /**
   * The attestation statement format.
   */
  format: string;
  /**
   * The statement, or each of a compound one.
   */
  statements: Statement[];
  /**
   * Whether it was held against the configuration's anchors or metadata, and what came of it;
   * `None` where there are none.
   */
  trusted: boolean | null;
  /**
   * Why it is not trusted, where that was accepted.
   */
  untrusted: Refusal | null;
}
/**
 * What the authenticator signed of its extensions.
 */
export interface AuthenticatorOutputs2 {
  /**
   * credBlob at an authentication: the bytes, as base64url.
   */
  cred_blob?: string | null;
  /**
   * credBlob at a registration: whether it was stored.
   */
  cred_blob_stored?: boolean | null;
  /**
   * credProtect: the level, 1 to 3.
   */
  cred_protect?: number | null;
  /**
   * minPinLength.
   */
  min_pin_length?: number | null;
  /**
   * uvm: user verification method, key protection and matcher protection of each.
   */
  uvm?: [number, number, number][] | null;
}
/**
 * What is stored of a credential, as WebAuthn names it (§4).
 */
export interface CredentialRecord2 {
  /**
   * The authenticator's model, as a UUID.
   */
  aaguid: string;
  /**
   * Whether the credential may be backed up; `null` where it is not known.
   */
  backupEligible: boolean | null;
  /**
   * Whether it was backed up as of the last ceremony.
   */
  backupState: boolean;
  /**
   * The credential ID.
   */
  id: string;
  /**
   * The public key, as a COSE_Key.
   */
  publicKey: string;
  /**
   * The signature counter as of the last ceremony.
   */
  signCount: number;
  /**
   * How the client reached the authenticator, as it said.
   */
  transports: string[];
  /**
   * Whether any ceremony verified the user.
   */
  uvInitialized: boolean;
  /**
   * The version of this form.
   */
  version: 1;
}
/**
 * A stored credential as a vector has it.
 */
export interface StoredCredential {
  backup_eligible?: boolean | null;
  id?: Bytes | null;
  /**
   * `null` where whoever recorded the response did not keep it.
   */
  public_key: Bytes | null;
  sign_count: number;
  user_handle?: Bytes | null;
}
export interface VerifyAuthentication {
  credential?: StoredCredential | null;
  explain?: boolean;
  record?: CredentialRecord1 | null;
  request: Request;
  response?: AuthenticationParts | null;
  user_handle?: Bytes | null;
}
export interface VerifyRegistration {
  explain?: boolean;
  request: Request;
  response?: RegistrationParts | null;
  time?: Time | null;
}
