// Prints what Go's own resolver gives, a line each; exit code 2 with what it says for none.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
)

func main() {
	resolver, background := &net.Resolver{PreferGo: true}, context.Background()
	var found []string
	var err error
	switch kind, name := os.Args[1], os.Args[2]; kind {
	case "PTR":
		found, err = resolver.LookupAddr(background, name)
	case "SRV":
		var records []*net.SRV
		_, records, err = resolver.LookupSRV(background, "", "", name)
		for _, r := range records {
			found = append(found, fmt.Sprintf("%d %d %d %s", r.Priority, r.Weight, r.Port, r.Target))
		}
	default:
		found, err = resolver.LookupHost(background, name)
	}
	var failure *net.DNSError
	if errors.As(err, &failure) && !failure.IsNotFound {
		found = []string{"SERVFAIL"}
	} else if err != nil {
		found = []string{"NOTHING"}
	}
	for _, line := range found {
		fmt.Println(line)
	}
	if err != nil {
		os.Exit(2)
	}
}
