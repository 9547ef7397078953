{{/* One part of the release: registry-api, front, health. Given as (list $ "registry-api"). */}}
{{- define "liaison.name" -}}
{{- $root := index . 0 -}}
{{ printf "%s-%s" $root.Release.Name (index . 1) }}
{{- end }}

{{/* What never changes of a part, and finds its pods. */}}
{{- define "liaison.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: liaison
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "liaison.labels" -}}
{{- $root := index . 0 -}}
{{ include "liaison.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end }}

{{/* The name that residents type: of the address in LIAISON_URL. */}}
{{- define "liaison.host" -}}
{{- $url := index .Values.settings "LIAISON_URL" | default "" -}}
{{- (urlParse $url).hostname -}}
{{- end }}

{{- define "liaison.image" -}}
{{- $root := index . 0 -}}
{{ printf "%s-%s:%s" $root.Values.image.repository (index . 1) ($root.Values.image.tag | default $root.Chart.AppVersion) }}
{{- end }}

{{/* What a service has of a role: what all have, and over it what differs. Given as (list $ "registry" "api"). */}}
{{- define "liaison.role" -}}
{{- $root := index . 0 -}}
{{- $own := index (index $root.Values.services (index . 1)).roles (index . 2) | default dict -}}
{{ mustMergeOverwrite (deepCopy (index $root.Values.roles (index . 2))) (deepCopy $own) | toJson }}
{{- end }}

{{/* The claim that a role mounts: for those who make its files, change them, or act on them. Empty for all others. */}}
{{- define "liaison.claim" -}}
{{- $mounted := dict
  "registry" (dict "claim" "signing" "roles" (list "migrate" "api"))
  "notifications" (dict "claim" "sealing" "roles" (list "migrate" "api" "jobs"))
  "events" (dict "claim" "wishes" "roles" (list "migrate" "api" "jobs")) -}}
{{- with index $mounted (index . 0) -}}
{{- if has (index $ 1) .roles }}{{ .claim }}{{ end -}}
{{- end -}}
{{- end }}
