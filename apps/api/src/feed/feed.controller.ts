import { Controller, Get, Query, Res } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { FEED_PROTOCOL, isCompatibleProtocol, parsePosition } from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { API_PREFIX } from '../http/api-prefix.js'
import { FeedQuery } from './feed-query.dto.js'
import { FEED_MEDIA_TYPE, sendFeed } from './feed-stream.js'
import { Feeds } from './feeds.js'

@ApiTags('clusters')
@Controller(API_PREFIX)
export class FeedController {
  constructor(private readonly feeds: Feeds) {}

  @Get('feed')
  @Visibility('all-only')
  @ApiOperation({
    summary: 'Streams the cluster to a follower, such as the DNS sidecar: its whole state, then every commit',
  })
  @ApiOkResponse({
    description: 'Frames without end; see docs/sidecar.md',
    content: { [FEED_MEDIA_TYPE]: { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblems('cluster-not-found', 'forbidden', 'not-acceptable')
  async follow(@Query() { cluster, protocol, kinds, after }: FeedQuery, @Res() reply: FastifyReply): Promise<void> {
    if (!isCompatibleProtocol(protocol)) {
      const message = `Protocol ${protocol} is not understood: this Namescope speaks ${FEED_PROTOCOL}, and the minor versions next to it.`
      throw new NamescopeError('not-acceptable', message, { field: 'protocol' })
    }
    const feed = this.feeds.find(cluster)
    const position = after === undefined ? undefined : parsePosition(after)
    await sendFeed(reply, (signal) => feed.open({ kinds, after: position }, signal))
  }
}
