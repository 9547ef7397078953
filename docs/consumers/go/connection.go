package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"os"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

var group = cmp.Or(os.Getenv("KAFKA_GROUP_PREFIX"), "my-system.") + "main"

// How to get in: what `liaison subscribers add` wrote is in the environment. Without it, the sandbox is meant.
func connect(more ...kgo.Opt) *kgo.Client {
	servers := strings.Split(cmp.Or(os.Getenv("KAFKA_BOOTSTRAP_SERVERS"), "localhost:9092"), ",")
	options := append(more, kgo.SeedBrokers(servers...))
	if os.Getenv("KAFKA_SECURITY_PROTOCOL") == "SASL_SSL" {
		user := scram.Auth{User: os.Getenv("KAFKA_USERNAME"), Pass: os.Getenv("KAFKA_PASSWORD")}
		encryption := &tls.Config{}
		if authority := os.Getenv("KAFKA_CA"); authority != "" {
			encryption.RootCAs = x509.NewCertPool()
			encryption.RootCAs.AppendCertsFromPEM([]byte(authority))
		}
		options = append(options, kgo.DialTLSConfig(encryption), kgo.SASL(user.AsSha512Mechanism()))
	}
	return must(kgo.NewClient(options...))
}

// Whether what comes next was deleted. What no waiting mends ends the consumer: rights or a password that were taken
// away, a certificate that is not good. The client goes on by itself after all others, such as a broker that is away.
func positionLost(err error) bool {
	var said *kerr.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, kerr.OffsetOutOfRange):
		return true
	case errors.Is(err, kerr.UnknownMemberID), errors.Is(err, kerr.IllegalGeneration), errors.Is(err, kerr.RebalanceInProgress):
		return false // the group went on without this process, which joins again
	case errors.As(err, &said) && !said.Retriable, errors.As(err, &certificate):
		check(err)
	}
	return false
}

func decoded[T any](bytes []byte) (value T) {
	check(json.Unmarshal(bytes, &value))
	return value
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
