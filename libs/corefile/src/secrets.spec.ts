import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactCorefile, secretEnvironmentNames } from './secrets.js'

const redact = (text: string) => redactCorefile(text, (secret) => `<${secret.length}>`)

describe('redactCorefile', () => {
  it('puts digests in the place of secrets and keeps all else', () => {
    const text = `# tsig { secret a b }
example.org {
    tsig {
        secret  key.name.   "c2VjcmV0 x"   # the key
        secrets /etc/keys
        require all
    }
    route53 example.org.:Z1 {
        aws_access_key AKIA SECRET
        credentials profile /etc/aws
    }
    azure group:example.org {
        tenant t
        secret geheim
    }
    etcd {
        credentials user password
        tls cert.pem key.pem ca.pem
    }
    nomad { token abc
    }
}
`
    expect(redact(text)).toBe(
      text
        .replace('"c2VjcmV0 x"', '"<10>"')
        .replace('AKIA SECRET', '<4> <6>')
        .replace('secret geheim', 'secret <6>')
        .replace('user password', 'user <8>')
        .replace('token abc', 'token <3>'),
    )
  })

  it.each([
    ['in a snippet', '(s) {\n tsig {\n  secret k v\n }\n}', '(s) {\n tsig {\n  secret k <1>\n }\n}'],
    ['in an imported directive', 'tsig {\n secret k v\n}', 'tsig {\n secret k <1>\n}'],
    ['in imported lines of a block', 'secret k v', 'secret <1> <1>'],
    [
      'of a plugin of a custom build',
      '. {\n vault {\n  api_key abc\n  url x\n }\n}',
      '. {\n vault {\n  api_key <3>\n  url x\n }\n}',
    ],
    ['but not references', '. {\n tsig {\n  secret k {$KEY}\n }\n}', '. {\n tsig {\n  secret k {$KEY}\n }\n}'],
    ['but not names of zones', 'secret.org token.org {\n whoami\n}', 'secret.org token.org {\n whoami\n}'],
    [
      'but not hosts entries',
      '. {\n hosts {\n  10.0.0.1 secret token\n }\n}',
      '. {\n hosts {\n  10.0.0.1 secret token\n }\n}',
    ],
  ])('finds those %s', (_, text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it('changes nothing where there is no secret', () => {
    const words = fc.constantFrom('.', '{', '}', '\n', ' ', '"a b"', '#', 'cache', 'ttl', '\t', '\\', 'kubernetes')
    fc.assert(
      fc.property(fc.array(words), (parts) => {
        const text = parts.join('')
        expect(redact(text)).toBe(text)
      }),
    )
  })

  it('names the variables that hold secrets', () => {
    expect(secretEnvironmentNames('. {\n tsig {\n  secret {$NAME} {$KEY}\n }\n cache {$TTL}\n}')).toEqual(['KEY'])
  })
})
