package main

import (
	"encoding/json"
	"fmt"
)

type record struct {
	ID       string          `json:"id"`
	Type     string          `json:"type"`
	Epoch    int             `json:"epoch"`
	Sequence string          `json:"sequence"`
	Data     json.RawMessage `json:"data"`
}

// Yours. Types that it does not name are not its business, nor are fields that the structs do not know.
func (c copied) work(r record) {
	switch r.Type {
	case "liaison.events.EventHeld.v1":
		held := decoded[EventHeld](r.Data)
		where := held.State.OfficeName
		if office, known := c["OfficeState"][held.State.OfficeID]; known {
			where = decoded[OfficeState](office.Data).Address
		}
		fmt.Printf("EventHeld: %s, %d people, %s\n", held.State.Title, held.Attendance, where)
	case "liaison.registry.CSORegistered.v1":
		fmt.Printf("CSORegistered: %s\n", decoded[CSORegistered](r.Data).State.Name)
	}
}
