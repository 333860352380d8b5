const COREDNS_IMAGE = /(^|\/)(?:[^/]*-)?coredns(?:[-:@]|$)/

/** True for an image that is CoreDNS by its name: `registry.k8s.io/coredns/coredns:v1.15.0`, `rancher/mirrored-coredns-coredns:1.12`. */
export function isCoreDnsImage(image: string): boolean {
  return image.includes('coredns') && COREDNS_IMAGE.test(image)
}
