/** What a caller did wrong or met, as Confluent's registry tells it: HTTP status, `error_code`, message. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly status: number
  readonly code: number

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    // A code is the status, with two digits behind it where there are several of one status.
    this.status = code > 999 ? Math.floor(code / 100) : code
  }
}

/** The catalogue: every error that the registry answers with, but for those of HTTP itself. */
export const errors = {
  subjectNotFound: (subject: string) => new RegistryError(40401, `Subject '${subject}' not found.`),
  versionNotFound: (version: string | number) => new RegistryError(40402, `Version ${version} not found.`),
  schemaNotFound: () => new RegistryError(40403, 'Schema not found'),
  subjectSoftDeleted: (subject: string) =>
    new RegistryError(
      40404,
      `Subject '${subject}' was soft deleted. Set permanent=true to delete permanently`,
    ),
  subjectNotSoftDeleted: (subject: string) =>
    new RegistryError(40405, `Subject '${subject}' was not deleted first before being permanently deleted`),
  versionSoftDeleted: (subject: string, version: number) =>
    new RegistryError(
      40406,
      `Subject '${subject}' Version ${version} was soft deleted. Set permanent=true to delete permanently`,
    ),
  versionNotSoftDeleted: (subject: string, version: number) =>
    new RegistryError(
      40407,
      `Subject '${subject}' Version ${version} was not deleted first before being permanently deleted`,
    ),
  levelNotSet: (subject: string) =>
    new RegistryError(40408, `Subject '${subject}' does not have subject-level compatibility configured`),
  modeNotSet: (subject: string) =>
    new RegistryError(40409, `Subject '${subject}' does not have subject-level mode configured`),
  incompatible: (subject: string, details: readonly string[]) =>
    new RegistryError(
      409,
      `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${details.join(', ')}]`,
    ),
  invalidSchema: (reason: string, cause?: unknown) =>
    new RegistryError(42201, `Invalid schema: ${reason}`, { cause }),
  invalidVersion: (version: string) =>
    new RegistryError(
      42202,
      `The specified version '${version}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`,
    ),
  invalidLevel: () =>
    new RegistryError(
      42203,
      'Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive',
    ),
  invalidMode: () => new RegistryError(42204, 'Invalid mode. This registry knows READWRITE only'),
  idNotChoosable: (subject: string) =>
    new RegistryError(
      42205,
      `Subject '${subject}' is not in import mode: id and version are given by the registry`,
    ),
  invalidSubject: (subject: string) =>
    new RegistryError(
      42208,
      `The specified subject '${subject.slice(0, 100)}' is not a valid subject: 1 to 255 characters, no control characters`,
    ),
  storeFailed: (cause: unknown) => new RegistryError(50001, 'Error in the backend data store', { cause }),
} as const
