/** The environment variables that the program reads. */
export interface Environment {
  /** Colours: https://no-color.org, https://force-color.org. */
  readonly NO_COLOR?: string | undefined;
  readonly FORCE_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  /** Set on machines where nobody watches. */
  readonly CI?: string | undefined;
  /** Set on GitHub's machines. */
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly PATH?: string | undefined;
  /** Folder of the verification data, when it is not beside the clone. */
  readonly CIFT_DATA?: string | undefined;
  /** A Chromium that is not on the path. */
  readonly CIFT_CHROMIUM?: string | undefined;
}
