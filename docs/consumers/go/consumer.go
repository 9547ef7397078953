// Follows a Liaison network: keeps a copy of its offices and events, and does something once for each fact.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

var kinds = map[string]string{"OfficeState": "liaison.registry.OfficeState.v1", "EventState": "liaison.events.EventState.v1"}
var states, topics = []string{"OfficeState", "EventState"}, []string{"OfficeState", "EventState", "EventHeld", "CSORegistered"}

// Records by topic and key; under "done" facts by id. In your system: tables, written in one transaction.
type copied map[string]map[string]record

func (c copied) take(from *kgo.Record) {
	if from.Value == nil { // a tombstone: what has this key is no more
		delete(c[from.Topic], string(from.Key))
		return
	}
	r := decoded[record](from.Value)
	if kind, isState := kinds[from.Topic]; isState {
		old := c[from.Topic][string(from.Key)]
		if r.Type == kind && (r.Epoch > old.Epoch || r.Epoch == old.Epoch && r.Sequence > old.Sequence) {
			c[from.Topic][string(from.Key)] = r
		}
	} else if _, done := c["done"][r.ID]; !done { // what comes twice has the same id
		c.work(r)
		c["done"][r.ID] = record{Type: r.Type}
	}
}

func (c copied) save() {
	check(os.WriteFile("copy.new", must(json.Marshal(c)), 0o600))
	check(os.Rename("copy.new", "copy.json"))
}

// Reads the states to their end. After that come all facts that are still there.
func (c copied) startFromState(ctx context.Context) {
	client := connect(kgo.ConsumeTopics(states...))
	defer client.Close()
	admin, unread := kadm.NewClient(client), 0
	first, ends := must(admin.ListStartOffsets(ctx, topics...)), must(admin.ListEndOffsets(ctx, states...))
	places := first.Offsets()
	ends.Each(func(end kadm.ListedOffset) {
		if start, _ := first.Lookup(end.Topic, end.Partition); start.Offset < end.Offset {
			unread++
		}
		places.AddOffset(end.Topic, end.Partition, end.Offset, -1)
	})
	c["OfficeState"], c["EventState"] = map[string]record{}, map[string]record{}
	for unread > 0 {
		fetches := client.PollFetches(ctx)
		check(fetches.Err())
		fetches.EachRecord(func(r *kgo.Record) {
			c.take(r)
			if end, _ := ends.Lookup(r.Topic, r.Partition); r.Offset+1 == end.Offset {
				unread--
			}
		})
	}
	c.save()
	check(admin.CommitAllOffsets(ctx, group, places))
	fmt.Printf("Started from state: %d offices\n", len(c["OfficeState"]))
}

// Until it is stopped or has lost its position: this group never had one, or what comes next was deleted.
func (c copied) follow(ctx context.Context) (lost bool) {
	client := connect(kgo.ConsumeTopics(topics...), kgo.ConsumerGroup(group), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()))
	defer client.Close()
	positions := must(kadm.NewClient(client).FetchOffsetsForTopics(ctx, group, topics...))
	positions.Each(func(position kadm.OffsetResponse) { lost = lost || position.At < 0 })
	for !lost && ctx.Err() == nil {
		fetches := client.PollFetches(ctx)
		fetches.EachError(func(_ string, _ int32, err error) { lost = positionLost(err) || lost })
		fetches.EachRecord(c.take)
		c.save()
		check(client.CommitUncommittedOffsets(context.Background())) // after the work
	}
	return lost
}

func main() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	c := copied{"OfficeState": {}, "EventState": {}, "done": {}}
	if kept, err := os.ReadFile("copy.json"); err == nil {
		c = decoded[copied](kept)
	}
	for c.follow(ctx) {
		c.startFromState(ctx)
	}
}
