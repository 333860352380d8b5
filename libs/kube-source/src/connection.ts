/** A way to one Kubernetes API server. */
export interface ApiConnection {
  /** `https://10.96.0.1:443`; a path in it is a prefix of every request. */
  readonly server: URL
  /** PEM certificates that the server's is checked with. Default: the system's. */
  readonly authority?: string
  /** The name that the server's certificate must carry, where it is not the host of `server`. */
  readonly serverName?: string
  /** The server's certificate is not checked. Only a kubeconfig can ask for this. */
  readonly insecure?: true
  readonly credentials: Credentials
}

/** What shows who we are. */
export interface Credentials {
  /**
   * As of now: asked before each request, so that what is rotated is seen in time. `isRefused` after the server took the last one
   * for wrong (401).
   * @throws NamescopeError `source-unreadable`
   */
  current(isRefused: boolean): Promise<Credential>
}

export interface Credential {
  /** The bearer token. */
  readonly token?: string
  /** PEM of the client's certificate and its key. */
  readonly certificate?: { readonly cert: string; readonly key: string }
}
