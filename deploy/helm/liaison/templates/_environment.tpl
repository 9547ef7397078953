{{/* What one process is told, by files and by values. Given as (list $ "registry" "api"), gives {settings: …, secrets: …}. */}}
{{- define "liaison.told" -}}
{{- $root := index . 0 -}}{{- $name := index . 1 -}}{{- $role := index . 2 -}}
{{- $service := index $root.Values.services $name -}}
{{- $settings := mustMergeOverwrite (deepCopy $root.Values.settings) (deepCopy $service.settings) -}}
{{- $secrets := mustMergeOverwrite (deepCopy $root.Values.secrets) (deepCopy $service.secrets) -}}
{{- range $variable, $_ := $settings -}}
{{- if hasKey $secrets $variable }}{{ fail (printf "services.%s: %s stands in settings and in secrets, keep one of them" $name $variable) }}{{ end -}}
{{- end -}}
{{/* Only the api signs people in: the city's secret is nobody else's. */}}
{{- range $variable := concat (keys $settings) (keys $secrets) -}}
{{- if and (hasPrefix "LIAISON_OIDC_" $variable) (ne $role "api") -}}
{{- $_ := unset $settings $variable }}{{ $_ := unset $secrets $variable -}}
{{- end -}}
{{- end -}}
{{ dict "settings" $settings "secrets" $secrets | toJson }}
{{- end }}

{{- define "liaison.environment" -}}
{{- $root := index . 0 -}}{{- $name := index . 1 -}}{{- $role := index . 2 -}}
{{- $told := include "liaison.told" . | fromJson -}}
{{- $own := dict
  "registry" (dict "LIAISON_SIGNING_KEY_FILE" "/var/lib/liaison/signing.key" "LIAISON_TOTP_KEY_FILE" "/var/lib/liaison/totp.key")
  "events" (dict "LIAISON_WISHES_FILE" "/var/lib/liaison/events.wishes")
  "notifications" (dict "LIAISON_SEALING_KEY_FILE" "/var/lib/liaison/sealing.key") -}}
{{- range $variable, $value := index $own $name }}
- {name: {{ $variable }}, value: {{ $value }}}
{{- end }}
{{- range $variable, $value := $told.settings }}
- {name: {{ $variable }}, value: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }}}
{{- end }}
{{- range $variable, $_ := $told.secrets }}
- {name: {{ $variable }}_FILE, value: /run/secrets/liaison/{{ $variable }}}
{{- end }}
{{- range $variable, $value := $root.Values.environment }}
- {name: {{ $variable }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{/* What is missing is told in one go, by the name under which it is set. */}}
{{- define "liaison.missing" -}}
{{- $missing := list -}}
{{- range $name, $_ := .Values.services -}}
{{- $told := include "liaison.told" (list $ $name "api") | fromJson -}}
{{- $is := merge (dict) $told.settings $told.secrets -}}
{{- range $variable := list "LIAISON_URL" "KAFKA_BOOTSTRAP_SERVERS" -}}
{{- if not (hasKey $is $variable) }}{{ $missing = append $missing (printf "settings.%s" $variable) }}{{ end -}}
{{- end -}}
{{- with $told.settings.LIAISON_URL }}
{{- if not (regexMatch "^https?://[^/ ]+/?$" .) }}{{ fail (printf "settings.LIAISON_URL: %s is no address such as https://liaison.example" .) }}{{ end -}}
{{- end -}}
{{- if not (hasKey $told.secrets "DATABASE_URL") }}{{ $missing = append $missing (printf "services.%s.secrets.DATABASE_URL" $name) }}{{ end -}}
{{- if eq (index $is "KAFKA_SECURITY_PROTOCOL" | default "") "SASL_SSL" -}}
{{- range $variable := list "KAFKA_USERNAME" "KAFKA_PASSWORD" -}}
{{- if not (hasKey $is $variable) }}{{ $missing = append $missing (printf "secrets.%s (KAFKA_SECURITY_PROTOCOL is SASL_SSL)" $variable) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if eq $name "notifications" -}}
{{- if not (or (hasKey $is "LIAISON_SMTP_URL") (hasKey $is "LIAISON_SMTP_RELAYS")) }}{{ $missing = append $missing "services.notifications.secrets.LIAISON_SMTP_URL" }}{{ end -}}
{{- if not (or (hasKey $is "LIAISON_SMS_GATEWAY_TOKEN") (hasKey $is "LIAISON_SMS_PROVIDERS")) }}{{ $missing = append $missing "services.notifications.secrets.LIAISON_SMS_PROVIDERS (or LIAISON_SMS_GATEWAY_TOKEN)" }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if $missing }}{{ fail (printf "not set:\n  %s" (uniq $missing | join "\n  ")) }}{{ end -}}
{{- end }}
