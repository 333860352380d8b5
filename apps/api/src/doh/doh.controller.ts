import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UnsupportedMediaTypeException } from '@nestjs/common'
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '#libs/cluster-model'
import { parseDomainName, parseRecordType } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ApiProblems } from '../errors/api-problems.js'
import { ViewAt } from '../history/view-at.js'
import { DNS_MESSAGE, LARGEST_MESSAGE } from './dns-message-body.js'
import { DnsMessageQuery, DohQuery, JsonQuestionQuery } from './doh-query.dto.js'
import { DohService, type DohCaller, type ViewOfMoment } from './doh.service.js'
import { freshnessOf } from './freshness.js'
import { jsonAnswer, type JsonAnswer } from './json-answer.js'
import { JsonAnswerModel } from './json-answer.model.js'

/** What Cloudflare calls the JSON form; any reader of JSON takes it. */
const DNS_JSON = 'application/dns-json'
const BINARY = { schema: { type: 'string', format: 'binary' } } as const
const CLIENT_PROBLEMS = ['forbidden', 'object-not-found'] as const
const MOMENT_PROBLEMS = ['cluster-not-found', 'revision-not-found', 'snapshot-not-found'] as const

/** DNS over HTTPS. NXDOMAIN, SERVFAIL and the like are DNS messages, with status 200 (RFC 8484, section 4.2.1). */
@ApiTags('doh')
@Controller()
export class DohController {
  constructor(
    private readonly service: DohService,
    private readonly views: ViewAt,
  ) {}

  @Get('dns-query')
  @Visibility('scoped')
  @ApiOperation({ summary: 'Answers a DNS message that stands in the URL (RFC 8484)' })
  @ApiOkResponse({ description: 'The DNS message of the answer', content: { [DNS_MESSAGE]: BINARY } })
  @ApiProblems('limit-exceeded', ...CLIENT_PROBLEMS, ...MOMENT_PROBLEMS)
  async get(
    @Query() { dns, ...query }: DnsMessageQuery,
    @CallerScope() scope: Scope,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(octetsOf(dns), query, callerOf(query, scope, request), reply)
  }

  @Post('dns-query')
  @HttpCode(200)
  @Visibility('scoped')
  @ApiOperation({ summary: 'Answers a DNS message in the body (RFC 8484)' })
  @ApiBody({ required: true, description: 'At most 65535 octets', content: { [DNS_MESSAGE]: BINARY } } as object)
  @ApiOkResponse({ description: 'The DNS message of the answer', content: { [DNS_MESSAGE]: BINARY } })
  @ApiResponse({ status: 415, description: `The body is not ${DNS_MESSAGE}` })
  @ApiProblems('limit-exceeded', ...CLIENT_PROBLEMS, ...MOMENT_PROBLEMS)
  async post(
    @Body() body: unknown,
    @Query() query: DohQuery,
    @CallerScope() scope: Scope,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!(body instanceof Uint8Array)) throw new UnsupportedMediaTypeException(`Send ${DNS_MESSAGE}.`)
    await this.answer(body, query, callerOf(query, scope, request), reply)
  }

  @Get('resolve')
  @Visibility('scoped')
  @ApiOperation({ summary: 'Answers a question in the JSON form of the public resolvers' })
  @ApiOkResponse({ description: 'The answer', type: JsonAnswerModel })
  @ApiProblems('invalid-name', 'invalid-type', ...CLIENT_PROBLEMS, ...MOMENT_PROBLEMS)
  async resolve(
    @Query() { name, type, cd, ...query }: JsonQuestionQuery,
    @CallerScope() scope: Scope,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonAnswer> {
    const moment = await this.momentOf(query)
    const recordType = parseRecordType(/^\d+$/.test(type) ? `TYPE${type}` : type)
    if (recordType === undefined) {
      const message = `"${type}" is no record type; write a mnemonic such as SRV, or its number.`
      throw new NamescopeError('invalid-type', message, { field: 'type' })
    }
    const question = { name: parseDomainName(name), type: recordType }
    const answer = await this.service.answer(moment, question, callerOf(query, scope, request))
    keep(reply, freshnessOf(answer)).type(DNS_JSON)
    return jsonAnswer(question, answer, cd)
  }

  private async answer(message: Uint8Array, query: DohQuery, caller: DohCaller, reply: FastifyReply): Promise<void> {
    const { bytes, freshness } = await this.service.answerMessage(await this.momentOf(query), message, caller)
    keep(reply, freshness).type(DNS_MESSAGE).send(Buffer.from(bytes))
  }

  private async momentOf({ cluster, at }: DohQuery): Promise<ViewOfMoment> {
    return { view: await this.views.find(cluster, at), isLive: at === undefined }
  }
}

function callerOf({ client }: DohQuery, scope: Scope, { ip }: FastifyRequest): DohCaller {
  return { client, address: ip, scope }
}

/** Answers depend on who asks, so only the client itself may keep them. */
function keep(reply: FastifyReply, freshness: number | undefined): FastifyReply {
  const control = freshness === undefined ? 'no-store' : `private, max-age=${freshness}`
  return reply.header('cache-control', control).header('vary', 'authorization')
}

/** Base64url without padding (RFC 4648, section 5). */
function octetsOf(text: string): Uint8Array {
  const octets = Buffer.from(text, 'base64url')
  if (octets.length > LARGEST_MESSAGE) {
    throw new NamescopeError('limit-exceeded', `The message has more than ${LARGEST_MESSAGE} octets.`, { field: 'dns' })
  }
  if (octets.length > 0 && octets.toString('base64url') === text) return octets
  const message = 'dns is no base64url without padding (RFC 8484, section 4.1).'
  throw new NamescopeError('invalid-argument', message, { field: 'dns' })
}
