import { SetMetadata } from '@nestjs/common'

/**
 * What an operation shows.
 * - `public`: nothing of any cluster; nobody has to say who they are;
 * - `scoped`: what the caller's namespaces allow;
 * - `all-only`: whole clusters; for callers who may see every namespace.
 */
export type VisibilityLevel = 'public' | 'scoped' | 'all-only'

export const VISIBILITY = 'namescope:visibility'

/** Declares what an operation shows. The guard refuses every operation that does not. */
export const Visibility = (level: VisibilityLevel): MethodDecorator & ClassDecorator => SetMetadata(VISIBILITY, level)
